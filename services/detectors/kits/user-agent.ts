/**
 * A condition for `where`: the user agent names a Linux distribution as the system it runs on. New AWS CLIs name it in
 * a token (`md/distrib#kali.2024.1`), older ones in another (`exe/x86_64.kali.2023`, `Linux/6.6.9-kali1-amd64`).
 * Browsers name their system in words, by itself in the brackets (`(X11; Kali GNU/Linux)`). Words elsewhere are names
 * that people give to what they build: an image, a module, a project.
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
  // A quick check first: few user agents have the word at all.
  const anywhere = new RegExp(name, 'i');
  return (userAgent) =>
    userAgent !== undefined && anywhere.test(userAgent) && patterns.some((pattern) => pattern.test(userAgent));
}

/**
 * Whether the user agent names a tool that describes infrastructure. Anybody may write so: it lowers a severity by one
 * step, and never rules a finding out.
 */
export function saysDeploys(userAgent: string | undefined): boolean {
  return /\b(Terraform|OpenTofu|Pulumi|aws-cdk|CloudFormation|Ansible)\b/i.test(userAgent ?? '');
}
