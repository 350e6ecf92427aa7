/** Whether a port is the usual one with a digit put before it, as whoever moves a service out of the way remembers it. */
export function mayBeSpelling(port: number, usual: number): boolean {
  return port > usual && port % 10_000 === usual;
}
