import { defineFormat } from '#services/model/document.ts';

/** The complete finding, as it is stored. */
export default defineFormat({ render: (finding) => finding });
