export const ScansPage = () => null
