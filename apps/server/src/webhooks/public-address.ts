import ipaddr from "ipaddr.js";

/** IPv6 networks that lead to IPv4 addresses, and where in their addresses those are, in bytes. */
const CARRIERS: readonly { readonly network: string; readonly at: number }[] = [
  // NAT64 (RFC 6052).
  { network: "64:ff9b::/96", at: 12 },
  // 6to4 (RFC 3056).
  { network: "2002::/16", at: 2 },
];

/**
 * The IPv6 addresses that anybody was given in the open internet (RFC 4291, 2.4). ipaddr.js calls all others unicast,
 * too, that are nothing else: there private overlay networks are, and what is long deprecated.
 */
const GIVEN = ipaddr.parseCIDR("2000::/3");

/** Networks that ipaddr.js calls unicast, and that are none of anybody's in the open internet. */
const NOT_PUBLIC = [
  // Teredo, whose IPv4 address is hidden in it (RFC 4380).
  "2001::/32",
  // Azure's platform service, which answers every virtual machine with what is its own.
  "168.63.129.16/32",
  // What used to be the relays of 6to4.
  "192.88.99.0/24",
].map((network) => ipaddr.parseCIDR(network));

/**
 * Whether an IP address is one of the open internet: unicast and not loopback, private, link-local, shared, reserved, of
 * documentation or a cloud's own service. Of addresses that carry another one, the one carried counts.
 *
 * @param text in any form; what is no address is not public
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  // Takes IPv4 out of IPv4-mapped addresses.
  const address = ipaddr.process(text);
  for (const { network, at } of CARRIERS) {
    if (!isIn(address, ipaddr.parseCIDR(network))) continue;
    const carried = ipaddr.fromByteArray(address.toByteArray().slice(at, at + 4));
    return isPublicAddress(carried.toString());
  }
  if (address.kind() === "ipv6" && !isIn(address, GIVEN)) return false;
  return address.range() === "unicast" && !NOT_PUBLIC.some((network) => isIn(address, network));
}

type Address = ReturnType<typeof ipaddr.parse>;

function isIn(address: Address, network: [Address, number]): boolean {
  return address.kind() === network[0].kind() && address.match(network);
}
