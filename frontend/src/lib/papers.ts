import { headersFor, Refused, SignedOut, Unreachable } from './transport';

/** The files that the gateway makes of one patient. */
export type PaperName = 'disclosures.csv' | 'disclosures.pdf' | 'subject-access.json' | 'subject-access.pdf';

/** Ask for a paper and hand it to the browser as a download; the page keeps nothing of it. */
export async function download(patient: string, paper: PaperName, language: string): Promise<void> {
  const response = await ask(`/papers/${encodeURIComponent(patient)}/${paper}?language=${language}`);
  if (response.status === 401) throw new SignedOut('the session is over');
  if (!response.ok) throw await refusal(response);
  save(await response.blob(), nameOf(response) ?? paper);
}

async function ask(address: string): Promise<Response> {
  try {
    return await fetch(address, { method: 'POST', headers: headersFor('*/*', 'input'), body: '', credentials: 'same-origin', cache: 'no-store' });
  } catch (fault) {
    throw new Unreachable('no answer from the gateway', { cause: fault });
  }
}

async function refusal(response: Response): Promise<Error> {
  const code = `HTTP_${response.status}`;
  try {
    const { errors } = (await response.json()) as { errors?: { message: string; extensions?: { code?: string; id?: string } }[] };
    const [error] = errors ?? [];
    return new Refused(error?.extensions?.code ?? code, error?.message ?? '', error?.extensions?.id ?? null);
  } catch {
    return new Refused(code, '');
  }
}

/** `disclosures-3f2504e0.csv`, as the gateway named it. */
export const nameOf = (response: Response): string | null => /filename="([\w.-]+)"/u.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? null;

function save(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
