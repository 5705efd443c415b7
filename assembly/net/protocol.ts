// Protocol numbers (IANA) that lead on, and some of our own above them.
export const PROTOCOL_ICMP: u32 = 1;
export const PROTOCOL_IPV4: u32 = 4;
export const PROTOCOL_TCP: u32 = 6;
export const PROTOCOL_UDP: u32 = 17;
export const PROTOCOL_IPV6: u32 = 41;
export const PROTOCOL_GRE: u32 = 47;
export const PROTOCOL_ICMPV6: u32 = 58;
/** Nothing to go on with. */
export const PROTOCOL_NOTHING: u32 = 256;
/** A fragment: not decoded until it is put together. */
export const PROTOCOL_FRAGMENT: u32 = 257;
/** And PORT_IS_*: a tunnel in UDP. */
export const PROTOCOL_PORTS: u32 = 0x200;
