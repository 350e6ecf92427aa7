/** A server's address; anything else is where an embedded database is. */
export function isServer(url: string): boolean {
  return /^postgres(ql)?:/.test(url);
}

/** A database for people: without the password. */
export function databaseName(url: string): string {
  if (!isServer(url)) return `The embedded database in ${url.replace(/^pglite:(\/\/)?/, '')}`;
  if (!URL.canParse(url)) return 'The database of DATABASE_URL';
  const { hostname, port, pathname } = new URL(url);
  return `PostgreSQL at ${hostname}${port ? `:${port}` : ''}${pathname}`;
}
