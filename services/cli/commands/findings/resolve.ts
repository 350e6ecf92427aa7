import { BECAUSE, changeCommand } from '../../findings/change-command.ts';

export default changeCommand({
  summary: 'Resolve findings; a finding that recurs is reopened',
  flags: BECAUSE,
  archived: false,
  done: 'resolved',
  examples: { 'vedette findings resolve 5ec1a0d4f0b24a7c9d3e6f7081920a1b --because="The key is gone"': 'One' },
  change: ({ because }) => ({
    kind: 'decide',
    status: 'RESOLVED',
    because: typeof because === 'string' ? because : null,
  }),
});
