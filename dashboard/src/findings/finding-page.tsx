export const FindingPage = () => null
