export const aDoor = 'a door'
