import { Eraser, EyeOff, HatGlasses, Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import { openNumber, openText, type Opened, type Quantity, type Sign, type Text } from '../lib/protected';
import { useWords, word } from '../messages';

type Way = { mono?: boolean; /** The cell carries its sign already. */ quiet?: boolean; format?: (text: string) => string; onWhy?: (() => void) | undefined };

/** The one way to draw a protected value: in clear, or as the mask it is with its reason. */
export function Masked({ value, ...way }: Way & { value: Text }): ReactNode {
  return <Drawn opened={openText(value)} {...way} />;
}

export function MaskedNumber({ value, ...way }: Way & { value: Quantity }): ReactNode {
  const { language } = useWords();
  return <Drawn opened={openNumber(value, language)} {...way} />;
}

/** `FAMILY, Given`, or one mask for both: a cell carries its sign once. */
export function MaskedName({ family, given, sex, onWhy }: { family: Text; given: Text; sex?: Text; onWhy?: () => void }): ReactNode {
  const [first, second] = [openText(family), openText(given)];
  const third = sex ? openText(sex) : null;
  if (first.visibility === 'CLEAR' && first.text !== null) {
    return (
      <span>
        <strong className="family">{first.text.toLocaleUpperCase()}</strong>
        {second.text === null ? null : `, ${second.text}`}
        {third?.visibility === 'CLEAR' && third.text !== null ? <span className="second">{`\u00A0${third.text}`}</span> : null}
      </span>
    );
  }
  if (first.visibility !== 'PARTIAL' || second.text === null) return <Drawn opened={first} onWhy={onWhy} mono />;
  return <Drawn opened={{ ...first, text: `${first.text ?? ''}, ${second.text}` }} onWhy={onWhy} mono />;
}

function Drawn({ opened, mono, quiet, format, onWhy }: Way & { opened: Opened }): ReactNode {
  const { m } = useWords();
  const { visibility, reason, text } = opened;
  if (visibility === 'CLEAR') {
    if (text === null) return <span className="unknown">{reason === 'ABSENT' ? m.mask.ABSENT : m.mask.NOT_KNOWN}</span>;
    return <span className={mono ? 'mono' : undefined}>{format ? format(text) : text}</span>;
  }
  const why = word(m.reason, reason);
  if (onWhy === undefined) {
    return (
      <span className={classOf(opened)} title={why}>
        <Inside opened={opened} quiet={quiet} />
      </span>
    );
  }
  // The key `.` opens the same from the row's link, so that a mask is no stop of its own for Tab.
  return (
    <button type="button" tabIndex={-1} className={classOf(opened)} title={why} onClick={onWhy}>
      <Inside opened={opened} quiet={quiet} />
    </button>
  );
}

function classOf({ visibility, reason }: Sign): string {
  if (reason === 'ERASED') return 'mask mask-erased';
  return `mask mask-${visibility.toLowerCase()}`;
}

function Inside({ opened: { visibility, reason, text }, quiet }: { opened: Opened; quiet: boolean | undefined }): ReactNode {
  const { m } = useWords();
  const because = <span className="sr"> ({word(m.reason, visibility === 'PARTIAL' && reason === 'ROLE' ? 'ROLE_PART' : reason)})</span>;
  const part = text?.startsWith('****') ? <Ending text={text} /> : <span className="mask-text">{text}</span>;
  if (reason === 'ERASED') return <><Eraser aria-hidden size={13} />{m.mask.ERASED}{because}</>;
  if (visibility === 'WITHHELD' || text === null) return <><Lock aria-hidden size={13} />{m.mask.WITHHELD}{because}</>;
  const Shape = visibility === 'PARTIAL' ? EyeOff : HatGlasses;
  const sign = quiet ? null : <Shape aria-hidden size={13} />;
  const how = <span className="sr"> {word(m.visibility, visibility)}</span>;
  return <>{sign}{part}{how}{because}</>;
}

/** `****0932`, spoken as what it is: the end of a number. */
function Ending({ text }: { text: string }): ReactNode {
  const { m } = useWords();
  return (
    <>
      <span className="mask-text" aria-hidden>
        {text}
      </span>
      <span className="sr">{m.mask.ending(text.slice(4))}</span>
    </>
  );
}

/** A column that hides everything says so once, in its head. */
export function ColumnLock({ what }: { what: string }): ReactNode {
  const { m } = useWords();
  return (
    <span className="mask mask-column">
      <Lock aria-hidden size={13} />
      <span aria-hidden>{what}</span>
      <span className="sr">{m.mask.column(what)}</span>
    </span>
  );
}
