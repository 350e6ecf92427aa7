import type { Random } from '#services/simulation/random.ts';
import { binding, checked, many, pod, type Request } from './cluster-work.ts';

/** What attackers do in a cluster, in order. @param username as whom they do it */
export function attackOn(
  kind: string,
  random: Random,
  namespaces: readonly string[],
  username: string,
): readonly Request[] {
  const namespace = random.pick(namespaces);
  switch (kind) {
    case 'shells':
      return shells(random, namespaces);
    case 'secrets':
      return secrets(random, namespaces);
    case 'rights':
      return [rights(random, username)];
    case 'breakout':
      return [breakout(random, namespace)];
    case 'miner':
      return [miner(random, namespace)];
    default:
      return [
        { verb: 'create', what: 'selfsubjectrulesreviews', everywhere: true },
        ...['secrets', 'pods/exec', 'clusterrolebindings'].map((what) => checked('create', what)),
        ...secrets(random, namespaces).slice(0, 10),
        rights(random, username),
        breakout(random, namespace),
      ];
  }
}

function shells(random: Random, namespaces: readonly string[]): readonly Request[] {
  const command = random.chance(0.5)
    ? '?command=cat&command=/var/run/secrets/kubernetes.io/serviceaccount/token'
    : '?command=sh';
  return many(random.int(3, 10), (index) => ({
    verb: 'create',
    what: 'pods/exec',
    namespace: random.pick(namespaces),
    name: `${['api', 'billing', 'cache', 'vault', 'proxy'][index % 5]}-${index}`,
    query: command,
  }));
}

function secrets(random: Random, namespaces: readonly string[]): readonly Request[] {
  const denied = random.chance(0.2) ? { code: 403 } : {};
  return [
    { verb: 'list', what: 'secrets', everywhere: true, ...denied },
    ...many(random.int(8, 40), (index) => ({
      verb: 'get',
      what: 'secrets',
      namespace: random.pick(namespaces),
      name: `key-${index}`,
      ...denied,
    })),
  ];
}

function rights(random: Random, username: string): Request {
  const [, , namespace = '', name = ''] = username.split(':');
  const oneself = username.startsWith('system:')
    ? { kind: 'ServiceAccount', namespace, name }
    : { kind: 'User', name: username };
  return binding(
    'cluster-admin',
    random.chance(0.5) ? oneself : { kind: 'ServiceAccount', namespace: 'default', name: 'default' },
  );
}

function breakout(random: Random, namespace: string): Request {
  const spec = { hostPID: true, volumes: [{ name: 'host', hostPath: { path: '/' } }] };
  return pod(namespace, random.pick(['alpine', 'ubuntu']), spec, random.chance(0.7) ? { privileged: true } : {});
}

function miner(random: Random, namespace: string): Request {
  const image = random.pick(['docker.io/xmrig/xmrig:latest', 'docker.io/someone/tool:1', 'registry.example/a:1']);
  const template = { spec: { containers: [{ image }] } };
  return {
    verb: 'create',
    what: random.pick(['deployments', 'daemonsets']),
    namespace,
    object: { spec: { template } },
  };
}
