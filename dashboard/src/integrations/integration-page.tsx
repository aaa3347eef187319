export const IntegrationPage = () => null
