import { exposedDashboard } from '../kits/exposed-dashboard.ts';

/** `Policy:Kubernetes/KubeflowDashboardExposed` */
export default exposedDashboard({
  type: 'Policy:Kubernetes/KubeflowDashboardExposed',
  name: 'the dashboard of Kubeflow',
  why: 'Whoever reaches the dashboard of Kubeflow runs notebooks and pipelines in the cluster: miners were started so in many.',
  isBehind: ({ namespace, names, labels }) =>
    namespace === 'kubeflow' ||
    [...names, ...labels].some((name) => name === 'centraldashboard' || /^kubeflow(?:-|$)/.test(name)),
  blindTo: ['A gateway of Istio before Kubeflow that does not say so in its name, its labels or its selector.'],
  where: { namespace: 'istio-system', name: 'istio-ingressgateway' },
  selector: { app: 'istio-ingressgateway', install: 'kubeflow' },
  others: {
    'the gateway of a mesh without Kubeflow': {
      where: { namespace: 'istio-system', name: 'istio-ingressgateway' },
      selector: { app: 'istio-ingressgateway', istio: 'ingressgateway' },
    },
  },
});
