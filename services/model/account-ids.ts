export const ACCOUNT_ID = /^\d{12}$/;

/** "OrganizationalUnit" in the AWS Organizations API Reference. */
export const OU_ID = /^ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/;
export const NO_OU_ID = 'is not the id of an organizational unit, such as ou-ab12-cd34ef56';
