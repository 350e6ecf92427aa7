/**
 * A condition for `where`: the user agent names a Linux distribution as the system it runs on: by the token of new AWS
 * CLIs (`md/distrib#kali.2024.1`), of older ones (`exe/x86_64.kali.2023`, `Linux/6.6.9-kali1-amd64`), or by its name in
 * words, where browsers put their system: by itself in the brackets (`(X11; Kali GNU/Linux)`). Words elsewhere name what
 * people build or call so: an image, a module, a project.
 *
 * @param name letters only, lower case
 */
export function runsOn(name: string): (userAgent: string | undefined) => boolean {
  const word = `${name}(?![a-z])`;
  const patterns = [
    `(?:^|[^a-z])(?:os|distrib|distro)[#/]${word}`,
    `(?:^|[^a-z])linux[#/][^\\s]*[-.+]\\d{0,3}${word}`,
    `(?:^|[^a-z])exe/[^\\s]*\\.${word}`,
    `[(;] *${name} (?:(?:security )?(?:gnu/)?linux|security|os)(?: rolling)?(?: [\\d.]+)? *[;)]`,
  ].map((pattern) => new RegExp(pattern, 'i'));
  // Few user agents have the word at all.
  const anywhere = new RegExp(name, 'i');
  return (userAgent) =>
    userAgent !== undefined && anywhere.test(userAgent) && patterns.some((pattern) => pattern.test(userAgent));
}

/** Whether the caller says that it is a tool that describes infrastructure, as such tools do. Anybody may say so: it makes less of a matter, never nothing. */
export function saysDeploys(userAgent: string | undefined): boolean {
  return /\b(Terraform|OpenTofu|Pulumi|aws-cdk|CloudFormation|Ansible)\b/i.test(userAgent ?? '');
}
