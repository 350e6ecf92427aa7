/** Lines of the log of RDS for PostgreSQL, and of the audit log of Aurora MySQL, as the engines write them. */

interface Login {
  readonly time?: string;
  readonly address?: string;
  readonly port?: number;
  readonly user?: string;
}

/** A line of PostgreSQL about a connection. */
export function postgres(
  message: string,
  { time = '10:00:00', address = '198.51.100.7', port = 50_123, user = 'admin' }: Login = {},
): string {
  return `2026-03-02 ${time} UTC:${address}(${port}):${user}@orders:[${port}]:${message}`;
}

/** A successful log-in. */
export function postgresLogin(login: Login = {}): string {
  return postgres(`LOG:  connection authorized: user=${login.user ?? 'admin'} database=orders SSL enabled`, login);
}

/** A log-in with a wrong password. */
export function postgresFailure(login: Login = {}): string {
  return postgres(`FATAL:  password authentication failed for user "${login.user ?? 'admin'}"`, login);
}

/** A connection without a log-in. */
export function postgresConnection({ address = '198.51.100.7', port = 50_123, ...rest }: Login = {}): string {
  return postgres(`LOG:  connection received: host=${address} port=${port}`, {
    address,
    port,
    ...rest,
    user: '[unknown]',
  });
}

/** A line of the audit log of Aurora MySQL. */
export function mysql(operation: 'CONNECT' | 'FAILED_CONNECT', code = 0, address = '198.51.100.7'): string {
  return `${Date.parse('2026-03-02T10:00:00Z')}000,orders-1,admin,${address},100,0,${operation},orders,,${code}`;
}
