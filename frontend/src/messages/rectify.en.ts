export const rectify = {
  title: 'Rectification', text: 'One person asks, from a document in hand. A second one, of whom one is a privacy officer, enters the same without seeing it; then it holds.',
  open: 'Something is wrong', pick: 'What is wrong', value: 'What is right', day: 'What is right, as YYYY-MM-DD', ask: 'Ask to put it right', again: 'Enter what the document says', confirm: 'Confirm', reject: 'Reject', takeBack: 'Take back', waits: 'Waits for a second person.', replaced: 'replaced by a later one',
  field: { FAMILY_NAME: 'Family name', GIVEN_NAME: 'Given name', BIRTH_DATE: 'Birth date', SEX: 'Sex', MRN: 'Medical record number', NATIONAL_ID: 'National number', PHONE: 'Phone', EMAIL: 'E-mail', ADDRESS: 'Address', POSTCODE: 'Postcode' } as Record<string, string>,
  state: { ASKED: 'asked for', APPLIED: 'put right', REJECTED: 'rejected', MISMATCHED: 'ended: three entries differed' } as Record<string, string>,
  says: { SAME: 'The manufacturer says the same.', AS_BEFORE: 'The manufacturer still says what was wrong: to be told.', OTHERWISE: 'The manufacturer says something new: its orders are in conflict until somebody decides.' } as Record<string, string>,
};

export type RectifyMessages = typeof rectify;
