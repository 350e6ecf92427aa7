import { exposedDashboard } from '../kits/exposed-dashboard.ts';

/** `Policy:Kubernetes/ExposedDashboard` */
export default exposedDashboard({
  type: 'Policy:Kubernetes/ExposedDashboard',
  name: 'the Kubernetes dashboard',
  why: 'Whoever gets into the dashboard has the permissions of its service account, and dashboards without sign-in have been found before.',
  isBehind: ({ namespace, names, labels }) =>
    namespace === 'kubernetes-dashboard' ||
    [...names, ...labels].some((name) => /^kubernetes-dashboard(?:-|$)/.test(name)),
  blindTo: ['A dashboard that was renamed and relabelled, and other dashboards, such as Headlamp or Rancher.'],
  where: { namespace: 'kubernetes-dashboard', name: 'kubernetes-dashboard' },
  selector: { 'k8s-app': 'kubernetes-dashboard' },
  likewise: {
    'in its namespace, under another name': {
      where: { namespace: 'kubernetes-dashboard', name: 'web' },
      selector: { app: 'web' },
    },
    'in another namespace, with the name of its chart': {
      where: { namespace: 'tools', name: 'kubernetes-dashboard-kong-proxy' },
      selector: { app: 'web' },
    },
    'in another namespace, with the label of its pods': {
      where: { namespace: 'tools', name: 'web' },
      selector: { 'k8s-app': 'kubernetes-dashboard' },
    },
  },
  others: {
    'a name that only ends like it': {
      where: { namespace: 'tools', name: 'old-kubernetes-dashboard' },
      selector: { app: 'web' },
    },
    'a dashboard of another product': {
      where: { namespace: 'monitoring', name: 'grafana-dashboard' },
      selector: { app: 'grafana' },
    },
  },
});
