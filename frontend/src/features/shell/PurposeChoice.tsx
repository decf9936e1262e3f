import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { graphql } from '../../gql';
import { queryClient, type Viewer } from '../../lib/session';
import { request } from '../../lib/transport';
import { told, undone, useWords, word } from '../../messages';
import { Select } from '../../ui/Select';

const ChoosePurpose = graphql(`
  mutation ChoosePurpose($purpose: String!) {
    choosePurpose(purpose: $purpose) {
      __typename
      ... on PurposeChosen {
        viewer {
          subject
          purpose
        }
      }
      ... on Problem {
        code
        message
      }
    }
  }
`);

/** Why data is looked at; another purpose is another set of masks, so all that was read is dropped. */
export function PurposeChoice({ viewer }: { viewer: Viewer }): ReactNode {
  const { m } = useWords();
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: async (purpose: string) => (await request(ChoosePurpose, { purpose })).choosePurpose,
    onSuccess: (result) => {
      if (result.__typename === 'PurposeChosen') void queryClient.resetQueries();
    },
  });
  if (viewer.purposes.length === 0) return null;
  const options = Object.fromEntries(viewer.purposes.map((purpose) => [purpose, word(m.purpose, purpose)]));
  return (
    <>
      <Select id="purpose" label={m.menu.purpose} value={viewer.purpose} options={options} disabled={isPending} onChange={mutate} />
      {error ? <p role="alert" className="tone-stop">{undone(m, error)}</p> : null}
      {data && 'message' in data ? <p role="alert" className="tone-stop">{told(m, data)}</p> : null}
    </>
  );
}
