import { exposedDashboard } from '../kits/exposed-dashboard.ts';

/** `Policy:Kubernetes/KubeflowDashboardExposed` */
export default exposedDashboard({
  type: 'Policy:Kubernetes/KubeflowDashboardExposed',
  name: 'the Kubeflow dashboard',
  why: 'Whoever reaches the Kubeflow dashboard can run notebooks and pipelines in the cluster, and attackers have used this to run miners.',
  isBehind: ({ namespace, names, labels }) =>
    namespace === 'kubeflow' ||
    [...names, ...labels].some((name) => name === 'centraldashboard' || /^kubeflow(?:-|$)/.test(name)),
  blindTo: ['An Istio gateway in front of Kubeflow whose name, labels and selector do not say so.'],
  where: { namespace: 'istio-system', name: 'istio-ingressgateway' },
  selector: { app: 'istio-ingressgateway', install: 'kubeflow' },
  others: {
    'the gateway of a mesh without Kubeflow': {
      where: { namespace: 'istio-system', name: 'istio-ingressgateway' },
      selector: { app: 'istio-ingressgateway', istio: 'ingressgateway' },
    },
  },
});
