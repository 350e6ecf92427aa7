import { BECAUSE, changeCommand } from '../../findings/change-command.ts';

export default changeCommand({
  summary: 'Archive findings; a finding that recurs is reopened',
  flags: BECAUSE,
  archived: false,
  done: 'archived',
  examples: {
    'vedette findings archive 5ec1a0d4f0b24a7c9d3e6f7081920a1b --because="Our own scanner"': 'One',
    'vedette findings archive --type=Recon:EC2/Portscan --account=111122223333': 'All of a type in an account',
  },
  change: ({ because }) => ({
    kind: 'decide',
    status: 'ARCHIVED',
    because: typeof because === 'string' ? because : null,
  }),
});
