import { expect, it } from "vitest";
import { isPublicAddress } from "../src/webhooks/public-address.js";

it.each([
  "93.184.216.34",
  "1.1.1.1",
  "172.15.255.255",
  "172.32.0.1",
  "192.167.255.255",
  "2606:4700::1111",
  "::ffff:1.1.1.1",
  // NAT64 and 6to4 with public addresses in them.
  "64:ff9b::0101:0101",
  "2002:0101:0101::1",
])("%s is public", (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

it.each([
  // This machine, and what stands for it.
  "127.0.0.1",
  "127.255.0.3",
  "0.0.0.0",
  "0.1.2.3",
  "::1",
  "::",
  // Private networks.
  "10.0.0.1",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "fc00::1",
  "fd12:3456::1",
  "fec0::1",
  // Link-local, with the metadata services of clouds.
  "169.254.169.254",
  "169.254.170.2",
  "fe80::1",
  "fd00:ec2::254",
  "168.63.129.16",
  "100.100.100.200",
  // Shared by providers, benchmarks, documentation, reserved, multicast, broadcast.
  "100.64.0.1",
  "198.18.0.1",
  "192.0.2.1",
  "198.51.100.7",
  "203.0.113.9",
  "192.0.0.8",
  "192.88.99.1",
  "240.0.0.1",
  "224.0.0.1",
  "255.255.255.255",
  "ff02::1",
  "2001:db8::1",
  "100::1",
  // Given to nobody, where overlay networks are, and the last of what was deprecated.
  "200::1",
  "100:0:0:1::1",
  "4000::1",
  "e000::1",
  "::ffff:0:10.0.0.1",
  // The same in other forms.
  "::ffff:127.0.0.1",
  "::ffff:10.0.0.1",
  "::ffff:a9fe:a9fe",
  "::127.0.0.1",
  "64:ff9b::7f00:1",
  "64:ff9b::a9fe:a9fe",
  "64:ff9b:1::1",
  "2002:7f00:1::",
  "2002:a9fe:a9fe::1",
  "2001:0:4136:e378:8000:63bf:3fff:fdd2",
  "0177.0.0.1",
  "2130706433",
  "0x7f000001",
  // No addresses.
  "localhost",
  "",
  "1.2.3.4.5",
])("%s is not", (address) => {
  expect(isPublicAddress(address)).toBe(false);
});
