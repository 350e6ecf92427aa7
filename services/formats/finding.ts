import { defineFormat } from '#services/model/document.ts';

/** The finding whole, as it is kept. */
export default defineFormat({ render: (finding) => finding });
