/** The parts that rare-earth goods become, as `part` of an end use names them: from reports of what is waited for, open to more. */
const END_USE_PARTS: ReadonlySet<string> = new Set([
  'traction-motor',
  'steering-motor',
  'wiper-motor',
  'window-motor',
  'seat-motor',
  'fuel-pump',
  'brake-sensor',
  'speed-sensor',
  'position-sensor',
  'robot-joint-motor',
  'servo-motor',
  'wind-generator',
  'compressor-motor',
  'elevator-motor',
  'pump-motor',
  'magnetic-coupling',
  'loudspeaker',
  'headphone',
  'microphone',
  'hearing-aid',
  'mri-magnet',
  'medical-pump',
  'hard-disk-motor',
  'vibration-motor',
  'camera-actuator',
  'aircraft-actuator',
  'satellite-actuator',
  'radar',
  'guidance-system',
  'sputtering-target',
  'laser-crystal',
  'optical-glass',
  'phosphor',
  'catalyst',
  'ceramic-coating',
  'magnet-maker-feed',
  'laboratory-sample',
]);

export function isKnownPart(part: string): boolean {
  return END_USE_PARTS.has(part);
}

/** Words that say too little of what becomes of the goods: "magnetic sensor" was returned as too vague. */
const VAGUE_PARTS: ReadonlySet<string> = new Set([
  'motor',
  'motors',
  'sensor',
  'magnetic-sensor',
  'magnet',
  'magnets',
  'electronics',
  'industrial',
  'component',
  'components',
  'parts',
]);

export function isVaguePart(part: string): boolean {
  return VAGUE_PARTS.has(part);
}
