import { type Prefix, parsePrefix } from '../../../net/address.ts';

/**
 * Where a cloud answers its machines: every large one; EC2 over IPv6; Azure's wire server; Alibaba; the credentials of an ECS
 * task. All but Azure's are link-local or private, so no stranger sends from them; Azure's is routed within Azure only.
 */
export const metadataServers: readonly Prefix[] = [
  '169.254.169.254',
  'fd00:ec2::254',
  '168.63.129.16',
  '100.100.100.200',
  '169.254.170.2',
].flatMap(text => parsePrefix(text) ?? []);
