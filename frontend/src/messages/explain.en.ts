export const explain = {
  title: 'What a role would see', text: 'Worked out from the policy in force. Nothing is run, and no patient is read.', operation: 'Of', choose: 'choose an operation', first: 'the role’s first', factor: 'with a second factor', roles: 'Who holds',
  sum: (fields: number, purpose: string, price: number) => `${fields} fields, looked at for ${purpose}, at a price of ${price}.`, how: 'Shown', formless: (way: string, fields: string) => `${way}, having no partial form: ${fields}`, orders: 'Of which orders', line: 'By the policy’s line', noLine: 'no line: no role reaches it, or the sign-in does not',
  fields: (count: number) => `Each of the ${count} fields`, path: 'Field', source: 'Read from', price: 'Price',
  place: { OWN_SITE: 'at the order’s own centre', SERVING_SITE: 'at a serving centre' } as Record<string, string>, flag: { ON_CARE_TEAM: 'on the care team', RESTRICTED: 'use restricted', ERASED: 'erased', BREAK_GLASS: 'emergency access' } as Record<string, string>, any: 'any order',
  base: (role: string) => `what ${role} is given`, relation: (role: string, relation: string) => `limit for ${role}: ${relation}`, purpose: (purpose: string) => `limit for the purpose: ${purpose}`, standing: (flag: string) => `limit for patients: ${flag}`, opens: 'what emergency access opens',
  by: (line: string) => `Policy: ${line}`, version: 'Policy in force',
};

export type ExplainMessages = typeof explain;
