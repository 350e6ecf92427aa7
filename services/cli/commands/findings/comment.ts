import { changeCommand } from '../../findings/change-command.ts';
import { UsageError } from '../../usage-error.ts';

export default changeCommand({
  summary: 'Comment on findings',
  flags: { text: { type: 'string', description: 'The comment', valueHint: 'TEXT' } },
  done: 'commented on',
  examples: { 'vedette findings comment 5ec1a0d4f0b24a7c9d3e6f7081920a1b --text="Asked the owner"': 'On one' },
  change({ text }) {
    if (typeof text !== 'string') throw new UsageError('Give the comment with --text=TEXT.');
    return { kind: 'comment', text };
  },
});
