import { useState } from 'react';

export type Theme = 'system' | 'light' | 'dark';

/** The colours of this page, kept in the page only: nothing about a person is stored. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, set] = useState<Theme>((document.documentElement.dataset['theme'] as Theme | undefined) ?? 'system');
  const change = (next: Theme): void => {
    if (next === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = next;
    set(next);
  };
  return [theme, change];
}
