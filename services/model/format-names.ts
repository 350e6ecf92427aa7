// Written by npm run generate from the files in services/formats/.
export const FORMAT_NAMES = ['asff', 'finding', 'guardduty', 'ocsf'] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];
