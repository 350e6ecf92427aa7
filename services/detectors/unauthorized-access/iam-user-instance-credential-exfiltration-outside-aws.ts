import { instanceSession, roleSession } from '#services/sources/cloudtrail/example.ts';
import { usedOutsideAws } from '../kits/stolen-credentials.ts';
import { INSTANCE } from '../kits/credential-holder.ts';

export default usedOutsideAws(INSTANCE, {
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
    'a session whose name only begins like an instance’s': { userIdentity: roleSession('i-am-alice') },
    'a machine in a data centre, which Systems Manager gives its credentials': {
      userIdentity: roleSession('mi-0123456789abcdef0', 'Hybrid'),
    },
  },
});
