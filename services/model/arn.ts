/** The account of an ARN, or the id itself. */
export function accountIn(text: string): string | undefined {
  if (/^\d{12}$/.test(text)) return text;
  const [, account] = /^arn:[a-z-]+:[^:]*:[^:]*:(\d{12}):/.exec(text) ?? [];
  return account;
}
