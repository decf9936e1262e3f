import type { ReactNode } from 'react';

type Line = { key: string; cells: ReactNode[] };
type Props = { caption: string; head: string[]; lines: Line[] };

/** A small table; on a narrow screen each line becomes a block with its labels. */
export function Rows({ caption, head, lines }: Props): ReactNode {
  return (
    <table className="rows">
      <caption className="sr">{caption}</caption>
      <thead>
        <tr>
          {head.map((label) => (
            <th key={label} scope="col">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map(({ key, cells }) => (
          <tr key={key}>
            {cells.map((cell, index) => (
              <td key={head[index]} data-label={head[index]}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
