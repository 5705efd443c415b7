// What a link header says of what follows: an EtherType (IEEE 802 numbers), or one of our own above 16 bits.
export const ETHERTYPE_IPV4: u32 = 0x0800;
export const ETHERTYPE_IPV6: u32 = 0x86dd;
export const ETHERTYPE_VLAN: u32 = 0x8100; // IEEE 802.1Q
export const ETHERTYPE_SERVICE_VLAN: u32 = 0x88a8; // IEEE 802.1ad
export const ETHERTYPE_OLD_QINQ: u32 = 0x9100;
export const ETHERTYPE_MPLS: u32 = 0x8847;
export const ETHERTYPE_MPLS_MULTICAST: u32 = 0x8848;
export const ETHERTYPE_BRIDGED: u32 = 0x6558; // Transparent Ethernet Bridging: a whole Ethernet frame in a tunnel
export const ETHERTYPE_PPP: u32 = 0x880b;
export const ETHERTYPE_PPPOE: u32 = 0x8864; // session stage
/** Smaller values are lengths of an IEEE 802.3 frame. */
export const ETHERTYPE_LEAST: u32 = 0x0600;
/** There is nothing to go on with; what there is to count was counted. */
export const NOTHING: u32 = 0x10000;
export const UNKNOWN_LINK: u32 = 0x10001;
