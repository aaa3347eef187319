export const NewIntegrationPage = () => null
