/**
 * Whether a port is the usual one with a digit before it: such a port is easy to remember for somebody who moves a
 * service.
 */
export function mayBeSpelling(port: number, usual: number): boolean {
  return port > usual && port % 10_000 === usual;
}
