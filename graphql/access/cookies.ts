/**
 * A cookie that scripts cannot read. Requests from other sites do not carry it, except when somebody follows a link.
 */
export interface Cookies {
  /** The cookie's value in a request; undefined when there is none of that name. */
  read(request: Request, name: string): string | undefined;
  /** The value of a Set-Cookie header. @param seconds lifetime; 0 deletes the cookie */
  write(name: string, value: string, seconds: number): string;
}

/**
 * @param publicUrl where people reach the API: when it is HTTPS, cookies are limited to HTTPS and to exactly this host
 */
export function cookiesOf(publicUrl: URL): Cookies {
  const secure = publicUrl.protocol === 'https:';
  const full = (name: string) => (secure ? `__Host-vedette-${name}` : `vedette-${name}`);
  return {
    read(request, name) {
      const pairs = (request.headers.get('cookie') ?? '').split(';').map((pair) => pair.trim());
      const start = `${full(name)}=`;
      return pairs.find((pair) => pair.startsWith(start))?.slice(start.length);
    },
    write: (name, value, seconds) =>
      `${full(name)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure ? '; Secure' : ''}`,
  };
}
