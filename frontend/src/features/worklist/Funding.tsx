import { Ban, CircleCheck, CircleDashed, Minus, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { money } from '../../lib/money';
import { useWords, word } from '../../messages';
import { Masked } from '../../ui/Masked';
import type { Row } from './row';

type Sign = [LucideIcon, string];
const OPEN: Sign = [CircleDashed, 'tone-warn'];
const SIGNS: Record<string, Sign> = {
  APPROVED: [CircleCheck, 'tone-good'],
  REQUESTED: OPEN,
  PENDING: OPEN,
  DENIED: [Ban, 'tone-stop'],
  NOT_REQUIRED: [Minus, ''],
};

/** Whether the payer agreed, under which number, and what it costs. */
export function FundingCell({ row: { funding }, why }: { row: Row; why: () => void }): ReactNode {
  const { m, language } = useWords();
  if (!funding) return null;
  const status = funding.authorizationStatus ?? '';
  const [Shape, tone] = SIGNS[status] ?? OPEN;
  return (
    <>
      <span className="fund">
        <Shape aria-hidden size={15} className={tone} />
        <span>{word(m.word, status) || m.mask.NOT_KNOWN}</span>
        <span className="second">
          <Masked value={funding.authorizationNumber} mono onWhy={why} />
        </span>
      </span>
      <span className="second">
        <Masked value={funding.priceAmount} format={(text) => money(text, language)} onWhy={why} />
      </span>
    </>
  );
}
