/** `341000.00 CHF`, as the gateway says it, written as people read it: `CHF 341,000.00`. */
export function money(text: string, language: string): string {
  const parts = /^(-?\d+(?:\.\d+)?) ([A-Z]{3})$/.exec(text);
  if (!parts) return text;
  const amount = new Intl.NumberFormat(language === 'en' ? 'en-GB' : language, { minimumFractionDigits: 2 }).format(Number(parts[1]));
  return `${parts[2]} ${amount}`;
}
