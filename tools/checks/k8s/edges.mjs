/**
 * The graph that NetworkPolicies make, as lines `from -> to: ports`, sorted. An edge inside the namespace is there only if the sender's
 * egress and the receiver's ingress both allow it; one that only one side allows is shown with a `?`, as it does not work.
 */
export function edgesOf(policies, workloads) {
  const pods = workloads.map(({ object, labels }) => ({ name: object.metadata.name, labels }));
  const out = new Set();
  const inwards = new Set();
  const lines = new Set();
  for (const { spec } of policies) {
    const meant = pods.filter(({ labels }) => has(labels, spec.podSelector));
    for (const [rules = [], key] of [
      [spec.egress, 'to'],
      [spec.ingress, 'from'],
    ]) {
      for (const rule of rules) {
        const ports = portsOf(rule.ports);
        for (const pod of meant) {
          for (const peer of peersOf(rule[key], pods)) {
            if (!peer.inside)
              lines.add(
                key === 'to' ? `${pod.name} -> ${peer.name}: ${ports}` : `${peer.name} -> ${pod.name}: ${ports}`,
              );
            else if (key === 'to') out.add(`${pod.name} -> ${peer.name}: ${ports}`);
            else inwards.add(`${peer.name} -> ${pod.name}: ${ports}`);
          }
        }
      }
    }
  }
  for (const edge of new Set([...out, ...inwards])) lines.add(out.has(edge) && inwards.has(edge) ? edge : `? ${edge}`);
  return [...lines].sort();
}

/** A rule without peers allows all peers. */
function peersOf(peers, pods) {
  if (!peers) return [{ name: 'anybody', inside: false }];
  return peers.flatMap((peer) => {
    if (peer.ipBlock) {
      const { cidr, except = [] } = peer.ipBlock;
      return [{ name: `${cidr}${except.length > 0 ? ` but ${except.join(' ')}` : ''}`, inside: false }];
    }
    if (peer.namespaceSelector) {
      const namespace = shown(peer.namespaceSelector) || 'any namespace';
      return [{ name: `${namespace}${peer.podSelector ? ` ${shown(peer.podSelector)}` : ''}`, inside: false }];
    }
    return pods.filter(({ labels }) => has(labels, peer.podSelector)).map(({ name }) => ({ name, inside: true }));
  });
}

const has = (labels, selector) =>
  Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
const shown = ({ matchLabels = {} }) => Object.values(matchLabels).join(',');
const portsOf = (ports) => (ports ? ports.map(({ protocol, port }) => `${port}/${protocol}`).join(' ') : 'any port');
