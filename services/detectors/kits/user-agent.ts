/**
 * Whether a user agent names a Linux distribution as the system it runs on: the token of new AWS CLIs
 * (`md/distrib#kali.2024.1`), of older ones (`exe/x86_64.kali.2023`, `Linux/6.6.9-kali1-amd64`), or its name in words,
 * where browsers put their system: by itself in the brackets (`(X11; Kali GNU/Linux)`). Words elsewhere name what people
 * build or call so: an image, a module, a project.
 *
 * @param name letters only, lower case
 */
export function namesDistribution(userAgent: string, name: string): boolean {
  const word = `${name}(?![a-z])`;
  return [
    `(?:^|[^a-z])(?:os|distrib|distro)[#/]${word}`,
    `(?:^|[^a-z])linux[#/][^\\s]*[-.+]${word}`,
    `(?:^|[^a-z])exe/[^\\s]*\\.${word}`,
    `[(;] *${name} (?:gnu/)?linux(?: rolling)?(?: [\\d.]+)? *[;)]`,
  ].some((pattern) => new RegExp(pattern, 'i').test(userAgent));
}
