export const DeliveriesPage = () => null
