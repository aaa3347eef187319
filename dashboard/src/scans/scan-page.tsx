export const ScanPage = () => null
