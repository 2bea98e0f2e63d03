import type { Preset } from './preset.ts'

const OWN_AUDIENCE =
  'An audience of your choice that only Gatehouse has, such as its address; jobs ask for tokens with it.'

const GITHUB_ACTIONS: Preset = {
  id: 'github-actions',
  name: 'GitHub Actions',
  summary: 'Jobs of workflows, by their repository, branch and environment.',
  docs: 'https://docs.github.com/en/actions/reference/security/oidc',
  draft: {
    id: 'github-actions',
    name: 'GitHub Actions',
    issuer: 'https://token.actions.githubusercontent.com',
    audiences: ['{audience}'],
    keys: { from: 'discovery' },
    algorithms: ['RS256'],
    account: { by: 'app' },
    rules: [
      {
        name: 'deployments',
        when: {
          all: [
            { claim: 'repository', equals: '{owner}/{repository}' },
            { claim: 'ref', equals: 'refs/heads/main' },
            { claim: 'environment', equals: 'production' },
          ],
        },
        access: 'read',
      },
    ],
  },
  placeholders: [
    { in: 'audiences.0', says: OWN_AUDIENCE },
    { in: 'rules.0.when.all.0.equals', says: 'The repository, such as acme/web.' },
  ],
  notes: [
    'All of GitHub signs with this issuer: a rule without a condition on repository or repository_owner admits everybody’s workflows.',
    'The workflow needs permissions: id-token: write, and asks for a token with the audience that is entered here, as core.getIDToken(audience) does.',
    'environment is in a token only when the job names an environment; protect it there with reviewers or branches.',
    'Names can be given away and taken by others; repository_id and repository_owner_id (texts, not numbers) never are.',
    'job_workflow_ref names the file of a reusable workflow, such as acme/ci/.github/workflows/deploy.yml@refs/heads/main.',
    'Conditions on claims are safer than on sub, whose form can be configured.',
    'GitHub Enterprise Server has the issuer https://HOSTNAME/_services/token.',
  ],
}

const GITLAB_CI: Preset = {
  id: 'gitlab-ci',
  name: 'GitLab CI/CD',
  summary: 'Jobs of pipelines, by their project and protected branch.',
  docs: 'https://docs.gitlab.com/ci/secrets/id_token_authentication/',
  draft: {
    id: 'gitlab-ci',
    name: 'GitLab CI/CD',
    issuer: 'https://gitlab.com',
    audiences: ['{audience}'],
    keys: { from: 'discovery' },
    algorithms: ['RS256'],
    account: { by: 'app' },
    rules: [
      {
        name: 'main branch',
        when: {
          all: [
            { claim: 'project_path', equals: '{group}/{project}' },
            { claim: 'ref_type', equals: 'branch' },
            { claim: 'ref', equals: 'main' },
            // GitLab writes it as text.
            { claim: 'ref_protected', equals: 'true' },
          ],
        },
        access: 'read',
      },
    ],
  },
  placeholders: [
    { in: 'audiences.0', says: OWN_AUDIENCE },
    { in: 'rules.0.when.all.0.equals', says: 'The project, with all groups: acme/platform/web.' },
  ],
  notes: [
    'All projects of an instance sign with its issuer: keep a condition on project_path, namespace_path or their ids in every rule.',
    'A job asks for its token with id_tokens: in .gitlab-ci.yml, where aud is the audience that is entered here.',
    'ref is the bare name (main, not refs/heads/main), so a tag can have it too: ask for ref_type as well.',
    'ref_protected is the text "true", not the value true; project_id and namespace_id are texts as well.',
    'Of an instance of your own, the issuer is its address; one that is not on the public internet cannot be asked for keys, so paste them.',
  ],
}

const KUBERNETES: Preset = {
  id: 'kubernetes',
  name: 'Kubernetes',
  summary: 'Pods, by their namespace and service account.',
  docs: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/',
  draft: {
    id: 'kubernetes',
    name: 'Kubernetes',
    issuer: 'https://kubernetes.default.svc.cluster.local',
    audiences: ['{audience}'],
    keys: { from: 'pem', pems: ['{public-key}'] },
    algorithms: ['RS256'],
    account: { by: 'app' },
    rules: [
      {
        name: 'service account',
        when: {
          all: [
            { claim: '/kubernetes.io/namespace', equals: '{namespace}' },
            { claim: 'sub', equals: 'system:serviceaccount:{namespace}:{service-account}' },
          ],
        },
        access: 'read',
      },
    ],
  },
  placeholders: [
    { in: 'audiences.0', says: OWN_AUDIENCE },
    {
      in: 'keys.pems.0',
      says: 'The cluster’s public key for service accounts, such as /etc/kubernetes/pki/sa.pub of a control plane.',
    },
    { in: 'rules.0.when.all.0.equals', says: 'The namespace.' },
    { in: 'rules.0.when.all.1.equals', says: 'The namespace and the name of the service account.' },
  ],
  notes: [
    'The issuer is the cluster’s own (--service-account-issuer); kubectl get --raw /.well-known/openid-configuration shows it. Many clusters have the one above, so only the key tells them apart.',
    'Managed clusters have a public issuer: EKS https://oidc.eks.REGION.amazonaws.com/id/ID, GKE https://container.googleapis.com/v1/projects/PROJECT/locations/LOCATION/clusters/NAME, AKS with its OIDC issuer switched on. Enter it and choose discovery, or a key set (JWKS) at its jwks_uri, so that new keys are found by themselves.',
    'Mount a projected service account token with the audience that is entered here into the pod; the token that every pod has is for the cluster’s own API.',
    'When the cluster changes its key, paste the new one beside the old one first.',
  ],
}

export const WORKLOAD_PRESETS: readonly Preset[] = [GITHUB_ACTIONS, GITLAB_CI, KUBERNETES]
