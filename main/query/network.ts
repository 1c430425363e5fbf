// Addresses in networks: cidr(src.ip, 10.0.0.0/8).
import ipaddr from 'ipaddr.js';
import { type Literal, plainText, shownText } from './ast.ts';
import { badFilter } from './scanner.ts';

/** What can be an address at all: most texts are not, and need no parser to see it. */
const ADDRESS = /^[\d.]{7,15}$|^[\da-f:.]{2,45}(%\w+)?$/i;

/** Whether a text is an address in one of the networks. ::ffff:10.0.0.1 counts like 10.0.0.1. Throws bad-filter. */
export function networkTest(networks: readonly Literal[]): (text: string) => boolean {
  const ranges = networks.map(rangeOf);
  return (text) => {
    if (!ADDRESS.test(text) || !ipaddr.isValid(text)) return false;
    // ipaddr.js takes 10.1 for 10.0.0.1, which no log means.
    if (!text.includes(':') && text.split('.').length !== 4) return false;
    const address = ipaddr.process(text);
    return ranges.some(([network, bits]) => address.kind() === network.kind() && address.match(network, bits));
  };
}

function rangeOf(literal: Literal): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  const text = plainText(literal) ?? '';
  const range = text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`;
  if (!ipaddr.isValidCIDR(range) || (!text.includes(':') && text.split('.').length !== 4))
    throw badFilter(literal, `"${shownText(literal)}" is no network`, [
      'a network such as 10.0.0.0/8 or 2001:db8::/32',
    ]);
  return ipaddr.parseCIDR(range);
}
