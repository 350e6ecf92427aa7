import { functionSession, instanceSession, roleSession, taskSession } from '#services/sources/cloudtrail/example.ts';
import type { Stories } from './stolen-credentials.ts';

/** Stories of instance credentials, and of credentials that resemble them. */
export const INSTANCE_STORIES: Stories = {
  session: instanceSession(),
  fires: {
    'keys that the metadata service issued, under another session name': {
      userIdentity: roleSession('session', 'WebServer', { ec2RoleDelivery: '2.0' }),
    },
    'an instance identity role, whose principal has more colons': {
      userIdentity: { ...instanceSession(), principalId: '111122223333:aws:ec2-instance:i-0123456789abcdef0' },
    },
  },
  quiet: {
    'a session whose name only begins like an instance id': { userIdentity: roleSession('i-am-alice') },
    'a machine in a data centre that gets its credentials from Systems Manager': {
      userIdentity: roleSession('mi-0123456789abcdef0', 'Hybrid'),
    },
  },
};

/** The same for functions and tasks. */
export const RESOURCE_STORIES: Stories = {
  session: functionSession(),
  blindTo: [
    'Tasks whose role session was assumed under another name, and pods of EKS, whose sessions do not name a task.',
  ],
  falsePositives: [
    'Tasks on machines of your own (ECS Anywhere).',
    'Tools that name role sessions with 32 random hexadecimal digits, as tasks do. Sessions of identity providers and of the console are recognized, others are not.',
  ],
  fires: {
    'a task that only the name of its session gives away': { userIdentity: taskSession() },
    'a function whose role has another name': { userIdentity: functionSession('resize', 'Images') },
  },
  quiet: {
    'somebody names a session after a function': { userIdentity: roleSession('resize', 'resize-role') },
    'a session with a name almost like a task’s': {
      userIdentity: roleSession('0f9de17a-6465-404e-8b23-56356396c249'),
    },
    'a build whose provider names sessions at random': {
      userIdentity: roleSession('0f9de17a6465404e8b2356356396c249', 'Deploy', {
        webIdFederationData: { federatedProvider: 'arn:aws:iam::111122223333:oidc-provider/ci.example' },
      }),
    },
  },
};
