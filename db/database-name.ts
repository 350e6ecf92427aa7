/** Whether the URL is a server's address; any other names an embedded database. */
export function isServer(url: string): boolean {
  return /^postgres(ql)?:/.test(url);
}

/** How messages name a database: without the password. */
export function databaseName(url: string): string {
  if (!isServer(url)) return `The embedded database in ${url.replace(/^pglite:(\/\/)?/, '')}`;
  if (!URL.canParse(url)) return 'The database of DATABASE_URL';
  const { hostname, port, pathname } = new URL(url);
  return `PostgreSQL at ${hostname}${port ? `:${port}` : ''}${pathname}`;
}
