export const explain = {
  title: 'What a role would see', text: 'Worked out from the policy in force. Nothing is run, and no patient is read.', operation: 'Of', choose: 'choose an operation', first: 'the role’s first', factor: 'with a second factor', roles: 'Who holds',
  sum: (fields: number, purpose: string, price: number) => `${fields} fields, looked at for ${purpose}, at a price of ${price}.`, how: 'Shown', orders: 'Of which orders', line: 'By the policy’s line', noLine: 'no line: no role reaches it, or the sign-in does not',
  fields: (count: number) => `Each of the ${count} fields`, path: 'Field', source: 'Read from', price: 'Price',
};

export type ExplainMessages = typeof explain;
