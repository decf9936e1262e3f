import type { ReactNode } from 'react';

type Props = {
  id: string;
  label: string;
  value: string;
  options: Record<string, string>;
  onChange: (value: string) => void;
  disabled?: boolean;
  /** The label is for screen readers only: the first option says the same. */
  hush?: boolean;
};

/** A plain select with its label inside one frame. */
export function Select({ id, label, value, options, onChange, disabled = false, hush = false }: Props): ReactNode {
  return (
    <span className="select">
      <label htmlFor={id} className={hush ? 'sr' : undefined}>{label}</label>
      <select id={id} value={value} disabled={disabled} onChange={(event) => onChange(event.target.value)}>
        {Object.entries(options).map(([code, text]) => (
          <option key={code} value={code}>
            {text}
          </option>
        ))}
      </select>
    </span>
  );
}
