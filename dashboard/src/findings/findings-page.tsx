export const FindingsPage = () => null
