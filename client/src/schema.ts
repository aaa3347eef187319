// Written by `npm run generate` from docs/openapi.json.

export interface paths {
    "/targets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists targets, newest first */
        get: operations["listTargets"];
        put?: never;
        /** Makes a target */
        post: operations["createTarget"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/targets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gives a target */
        get: operations["getTarget"];
        put?: never;
        post?: never;
        /** Deletes a target with its scans and findings */
        delete: operations["deleteTarget"];
        options?: never;
        head?: never;
        /** Changes the given fields of a target */
        patch: operations["updateTarget"];
        trace?: never;
    };
    "/scans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists scans, newest first */
        get: operations["listScans"];
        put?: never;
        /** Starts a scan and fires scan_started */
        post: operations["startScan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/scans/{id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends a scan with what it found; fires scan_done and the finding events */
        post: operations["completeScan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/scans/{id}/fail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends a scan that went wrong and fires scan_failed */
        post: operations["failScan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/scans/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gives a scan */
        get: operations["getScan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/scans/{id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends a scan with a scanner's own report, of any media type; then as completeScan */
        post: operations["completeScanWithReport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/report-formats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the report formats that are read */
        get: operations["listReportFormats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists findings, newest first */
        get: operations["listFindings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/scans/{id}/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists all findings that a scan saw, newest first */
        get: operations["listScanFindings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/findings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gives a finding with the tickets, pages and threads made from it */
        get: operations["getFinding"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/findings/{id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sets the verification status and fires finding_changed */
        post: operations["setFindingStatus"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/findings/{id}/suppress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Suppresses a finding and fires finding_changed */
        post: operations["suppressFinding"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/findings/{id}/unsuppress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a suppression back and fires finding_changed */
        post: operations["unsuppressFinding"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/findings/{id}/recheck": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Records what a second look found and fires finding_changed */
        post: operations["recheckFinding"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/findings/{id}/dry-run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells what one of the acts on a finding would change, and which integrations it would notify; does nothing */
        post: operations["dryRunFinding"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/integration-kinds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the kinds of integration: what each is for, its configuration and its limits */
        get: operations["listIntegrationKinds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/integration-kinds/{kind}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Shows what an integration that is not made yet would send for the sample event; sends and stores nothing */
        post: operations["previewIntegrationKind"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/integrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists integrations, newest first */
        get: operations["listIntegrations"];
        put?: never;
        /** Makes an integration */
        post: operations["createIntegration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/integrations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gives an integration, without its secrets */
        get: operations["getIntegration"];
        put?: never;
        post?: never;
        /** Deletes an integration and cancels what it had still to send */
        delete: operations["deleteIntegration"];
        options?: never;
        head?: never;
        /** Changes the given fields of an integration */
        patch: operations["updateIntegration"];
        trace?: never;
    };
    "/integrations/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Brings integrations, known by name, to what is given: all of it or nothing */
        post: operations["applyIntegrations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/integrations/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends the test message at once, also where the integration is disabled */
        post: operations["testIntegration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/integrations/{id}/reach": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whether its host can be reached from here: resolves, connects as sending would, and sends nothing */
        post: operations["reachIntegration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/integrations/{id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Shows the request that would be sent, with secrets masked, and sends nothing */
        post: operations["previewIntegration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/integration-kinds/{kind}/dry-run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Counts what the last 30 days would have been sent under a filter of an integration that is not made yet; sends and stores nothing */
        post: operations["dryRunIntegrationKind"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/integrations/{id}/dry-run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Counts what the last 30 days would have been sent under a filter, beside what really was sent; what is left out of it is as it is stored. Sends nothing */
        post: operations["dryRunIntegration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists events, newest first */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gives an event and why it did, or did not, fire at each integration */
        get: operations["getEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{id}/route": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Judges an event again that could be judged for nobody */
        post: operations["routeEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists deliveries, newest first */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gives a delivery with every attempt */
        get: operations["getDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends all finished deliveries that the filters name once more; dry_run only counts the messages; a digest is one */
        post: operations["replayDeliveries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a finished delivery once more, under the same idempotency key */
        post: operations["replayDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How all integrations do: what was sent in the last 24 hours, what waits, and what was given up */
        get: operations["getOverview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tells as server-sent events, at most twice a second, which lists changed; of those that the caller may read */
        get: operations["streamChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists API keys, newest first, without the keys themselves */
        get: operations["listKeys"];
        put?: never;
        /** Makes an API key; the key itself is shown once */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revokes an API key at once */
        delete: operations["deleteKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the people of the workspace, newest first */
        get: operations["listUsers"];
        put?: never;
        /** Makes a person, with a one-time link to choose a password */
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gives a person */
        get: operations["getUser"];
        put?: never;
        post?: never;
        /** Removes a person and ends their sessions; keys that they made stay */
        delete: operations["deleteUser"];
        options?: never;
        head?: never;
        /** Changes name or role; another role ends their sessions */
        patch: operations["updateUser"];
        trace?: never;
    };
    "/users/{id}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives another one-time link to choose a password; earlier ones stop working */
        post: operations["renewUserLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Says who asks, and what they may do */
        get: operations["getSession"];
        put?: never;
        /** Signs a person in; the session comes as a cookie */
        post: operations["signIn"];
        /** Ends the session */
        delete: operations["signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sets another password of the person who is signed in, and ends their other sessions */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/setup/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says what a one-time link is for, without using it up */
        post: operations["readSetUpLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Uses a one-time link up: sets the password, or makes the first owner, and signs in */
        post: operations["setUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oidc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Says whether people can sign in through an OpenID provider */
        get: operations["getSingleSignOn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oidc/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sends the browser to the OpenID provider */
        get: operations["beginSingleSignOn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oidc/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Takes the browser back from the OpenID provider, signs in, and sends it to the dashboard */
        get: operations["finishSingleSignOn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tells how long finished deliveries and events are kept, which the operator sets by RETENTION_DAYS */
        get: operations["getRetention"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists workspaces, newest first */
        get: operations["listWorkspaces"];
        put?: never;
        /** Makes a workspace; its owner key is shown once */
        post: operations["createWorkspace"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/vault/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the encryption keys by name, and how many rows are sealed with each */
        get: operations["listVaultKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/vault/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Seals every row anew with the first key, while deliveries go on; may be repeated at any time */
        post: operations["rotateVaultKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists who changed what, newest first, hash-chained */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Target: {
            /** Format: uuid */
            id: string;
            /**
             * @description `url`: a running application; `repo`: a repository mirror.
             * @enum {string}
             */
            kind: "url" | "repo";
            name: string;
            base_url: string | null;
            /** Format: date-time */
            created_at: string;
        };
        Scan: {
            /** Format: uuid */
            id: string;
            profile: string | null;
            /** @enum {string} */
            status: "running" | "done" | "failed";
            /** @description `A+` to `F`. */
            grade: string | null;
            /** @description 0 to 100. */
            score: number | null;
            /** @description Findings that the scan saw and nobody suppressed. */
            summary: components["schemas"]["SeverityCounts"];
            /** @description Opens it in the dashboard. */
            url: string;
            /** Format: uuid */
            target_id: string;
            error: string | null;
            /** Format: date-time */
            started_at: string;
            ended_at: string | null;
        };
        SeverityCounts: {
            critical: number;
            high: number;
            medium: number;
            low: number;
            info: number;
        };
        Completion: {
            scan: components["schemas"]["EndedScan"];
            /** @description Not seen at this target before. */
            new: number;
            seen_again: number;
            /** @description Seen again after they were fixed. */
            reopened: number;
            /** @description Missing from a scan of full coverage. */
            fixed: number;
        };
        EndedScan: {
            /** Format: uuid */
            id: string;
            profile: string | null;
            /** @enum {string} */
            status: "running" | "done" | "failed";
            /** @description `A+` to `F`. */
            grade: string | null;
            /** @description 0 to 100. */
            score: number | null;
            /** @description Findings that the scan saw and nobody suppressed. */
            summary: components["schemas"]["SeverityCounts"];
            /** @description Opens it in the dashboard. */
            url: string;
            /** Format: uuid */
            target_id: string;
        };
        ReportFormat: {
            format: string;
            title: string;
            media_types: string[];
        };
        Finding: {
            /** Format: uuid */
            id: string;
            fingerprint: string;
            title: string;
            /** @enum {string} */
            severity: "info" | "low" | "medium" | "high" | "critical";
            category: string | null;
            owasp_category: string | null;
            cwe_id: string | null;
            cvss_score: number | null;
            cvss_vector: string | null;
            endpoint: string | null;
            parameter: string | null;
            description: string | null;
            remediation: string | null;
            references: string[];
            evidence: string | null;
            rule_id: string | null;
            location: {
                path: string;
                start_line?: number | null;
            } | null;
            /** @enum {string} */
            verification_status: "unverified" | "true_positive" | "false_positive" | "true_negative" | "false_negative";
            /** @enum {string} */
            state: "open" | "fixed";
            suppressed: ("accepted_risk" | "wont_fix" | "false_positive" | "duplicate" | "out_of_scope") | null;
            /** @description Opens it in the dashboard. */
            url: string;
            /** Format: uuid */
            target_id: string;
            suppressed_note: string | null;
            recheck: ("present" | "fixed" | "inconclusive") | null;
            recheck_note: string | null;
            first_scan_id: string | null;
            last_scan_id: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            last_seen_at: string;
        };
        FindingWithRefs: {
            /** Format: uuid */
            id: string;
            fingerprint: string;
            title: string;
            /** @enum {string} */
            severity: "info" | "low" | "medium" | "high" | "critical";
            category: string | null;
            owasp_category: string | null;
            cwe_id: string | null;
            cvss_score: number | null;
            cvss_vector: string | null;
            endpoint: string | null;
            parameter: string | null;
            description: string | null;
            remediation: string | null;
            references: string[];
            evidence: string | null;
            rule_id: string | null;
            location: {
                path: string;
                start_line?: number | null;
            } | null;
            /** @enum {string} */
            verification_status: "unverified" | "true_positive" | "false_positive" | "true_negative" | "false_negative";
            /** @enum {string} */
            state: "open" | "fixed";
            suppressed: ("accepted_risk" | "wont_fix" | "false_positive" | "duplicate" | "out_of_scope") | null;
            /** @description Opens it in the dashboard. */
            url: string;
            /** Format: uuid */
            target_id: string;
            suppressed_note: string | null;
            recheck: ("present" | "fixed" | "inconclusive") | null;
            recheck_note: string | null;
            first_scan_id: string | null;
            last_scan_id: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            last_seen_at: string;
            /** @description The tickets, pages and threads made from it. */
            external_refs: components["schemas"]["ExternalRef"][];
        };
        ExternalRef: {
            /** Format: uuid */
            integration_id: string;
            integration_name: string;
            kind: string;
            ref: string;
            url: string | null;
        };
        FindingDryRun: {
            /** @description What would change; null: nothing, so that nothing fires. */
            change_summary: string | null;
            /** @description What each integration would make of the event, were it to fire now; empty where nothing fires. */
            routing: {
                /** Format: uuid */
                integration_id: string;
                name: string;
                kind: string;
                /** @enum {string} */
                verdict: "disabled" | "target_out_of_scope" | "event_not_subscribed" | "below_severity" | "matched";
                /** @description It matches, but this kind has no place for the event; why. */
                not_sent?: string;
            }[];
        };
        IntegrationKind: {
            /** @enum {string} */
            kind: "slack" | "teams" | "google_chat" | "discord" | "pagerduty" | "opsgenie" | "splunk" | "webhook" | "github" | "jira";
            title: string;
            use: string;
            protocol: string;
            /** @description Markdown: where the credentials come from, step by step. */
            setup: string;
            /** @description JSON Schema 2020-12 of `config`; secret fields carry `"secret": true`. */
            config_schema: {
                [key: string]: unknown;
            };
            secret_fields: string[];
            /** @description Null: no limit is known. */
            limits: {
                /** @description Messages a second that the vendor takes from one address. */
                per_second: number | null;
                /** @description How many may come at once. */
                burst: number | null;
                /** @description Of one request’s body. */
                max_bytes: number | null;
                /** @description Several events in one request. */
                batch: {
                    events: number;
                    bytes: number;
                } | null;
                /** @description Requests in flight at once. */
                concurrency: number | null;
            };
            /** @description How a large scan is kept from flooding people; null: every event has a message to itself. */
            digest: {
                /** @description How many findings of a scan come one by one unless the integration says otherwise. */
                individually: number;
                /** @description What a digest may hold. */
                events: ("scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed")[];
            } | null;
        };
        Preview: {
            /** @enum {string} */
            event: "scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed";
            /** @description Secrets are masked. Null when nothing would be sent. */
            request: {
                method: string;
                url: string;
                headers: {
                    [key: string]: string;
                };
                body: string | null;
            } | null;
            /** @description Why this kind has no place for the event. */
            not_sent?: string;
        };
        IntegrationWithSecret: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "slack" | "teams" | "google_chat" | "discord" | "pagerduty" | "opsgenie" | "splunk" | "webhook" | "github" | "jira";
            name: string;
            enabled: boolean;
            /**
             * @description Findings at or above it.
             * @enum {string}
             */
            severity_filter: "info" | "low" | "medium" | "high" | "critical";
            /** @description Null or empty: all targets. */
            target_ids: string[] | null;
            /** @description Null or empty: all events. */
            events: ("scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed")[] | null;
            /** @description What is left out is the kind’s own. */
            delivery: {
                /** @description Of a large scan so many findings come one by one, most severe first, and the rest in one digest; null: all one by one. Only of kinds that call people: see `digest` of GET /integration-kinds. */
                individually?: number | null;
                /** @description Seconds before each further try. */
                retry_schedule?: number[];
            };
            /** @description Without its secret fields. */
            config: {
                [key: string]: unknown;
            };
            /** @description The secret fields that are set; none when the credential is unusable. */
            config_set: string[];
            /** @description Why the service itself switched it off. */
            disabled_reason: string | null;
            health: components["schemas"]["IntegrationHealth"];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** @description The signing secret that was made, shown this once. */
            webhook_secret?: string;
            /** @description When it is switched on: how many dead deliveries `POST /deliveries/replay` would send once more. */
            replayable?: number;
        };
        /** @description How it does; what happened in the last two seconds may be missing. */
        IntegrationHealth: {
            /**
             * @description Open: the destination fails, and what is queued is held until a probe, half_open, succeeds.
             * @enum {string}
             */
            breaker: "closed" | "open" | "half_open";
            breaker_reason: string | null;
            next_probe_at: string | null;
            /** @description Of the attempts of the last 24 hours, 0 to 1; null without any. */
            success_rate: number | null;
            /** @description Of the time that these attempts took, within 41 %. */
            p50_ms: number | null;
            p95_ms: number | null;
            last_success_at: string | null;
            last_error_at: string | null;
            /** @description In plain words. */
            last_error: string | null;
            /** @description It failed ever since; after five days it is switched off. */
            failing_since: string | null;
            /** @description The last notice given of that: at 50, 70, 90 and 100 per cent; 0 for none. */
            noticed: number;
            /** @description Deliveries that wait. */
            backlog: number;
            /** @description When the one that waits longest was made. */
            oldest_waiting_at: string | null;
            /** @description Attempts an hour of the last 24, oldest first; hours without any are left out. */
            hours: {
                /** Format: date-time */
                hour: string;
                delivered: number;
                failed: number;
            }[];
        };
        Integration: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "slack" | "teams" | "google_chat" | "discord" | "pagerduty" | "opsgenie" | "splunk" | "webhook" | "github" | "jira";
            name: string;
            enabled: boolean;
            /**
             * @description Findings at or above it.
             * @enum {string}
             */
            severity_filter: "info" | "low" | "medium" | "high" | "critical";
            /** @description Null or empty: all targets. */
            target_ids: string[] | null;
            /** @description Null or empty: all events. */
            events: ("scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed")[] | null;
            /** @description What is left out is the kind’s own. */
            delivery: {
                /** @description Of a large scan so many findings come one by one, most severe first, and the rest in one digest; null: all one by one. Only of kinds that call people: see `digest` of GET /integration-kinds. */
                individually?: number | null;
                /** @description Seconds before each further try. */
                retry_schedule?: number[];
            };
            /** @description Without its secret fields. */
            config: {
                [key: string]: unknown;
            };
            /** @description The secret fields that are set; none when the credential is unusable. */
            config_set: string[];
            /** @description Why the service itself switched it off. */
            disabled_reason: string | null;
            health: components["schemas"]["IntegrationHealth"];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        AppliedIntegrations: {
            dry_run: boolean;
            integrations: components["schemas"]["AppliedIntegration"][];
        };
        AppliedIntegration: {
            name: string;
            kind: string;
            /** @enum {string} */
            action: "create" | "update" | "unchanged" | "delete";
            /** @description `field: old → new`; of a secret only that it changes. */
            changes: string[];
            /**
             * Format: uuid
             * @description Absent while it is not made yet.
             */
            id?: string;
            /** @description The signing secret that was made, shown this once. */
            webhook_secret?: string;
        };
        TestResult: {
            ok: boolean;
            /** @description The HTTP status; null when nothing answered. */
            status: number | null;
            duration_ms: number;
            /** @description What the destination said, or what to mend. */
            detail?: string;
            external_url?: string;
        };
        ReachResult: {
            ok: boolean;
            /** @description Host and port; null where the credential that holds them does not open. */
            host: string | null;
            duration_ms: number;
            /** @enum {string} */
            reason?: "auth" | "rate_limited" | "invalid_request" | "not_found" | "gone" | "server" | "network" | "timeout" | "blocked_address" | "render" | "credential_unusable" | "internal";
            /** @description What stands in the way, and what to mend. */
            detail?: string;
        };
        DryRun: {
            /**
             * Format: date-time
             * @description 30 days ago, or the oldest event looked at where there are more than 100,000 since.
             */
            since: string;
            /** @description False: there are older events of these 30 days that were not looked at. */
            complete: boolean;
            /** @description How many were looked at. */
            events: number;
            verdicts: {
                disabled: number;
                target_out_of_scope: number;
                event_not_subscribed: number;
                below_severity: number;
                matched: number;
            };
            /** @description Of the matched, events that this kind has no place for. */
            not_sent: number;
            /** @description What would go out. A digest is one message. */
            messages: number;
            /** @description How many of these messages are digests. */
            digests: number;
            /** @description What this integration was really sent in the same time; null for one that is not made yet. */
            sent: {
                events: number;
                messages: number;
            } | null;
            by_event: {
                /** @enum {string} */
                event: "scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed";
                severity: ("info" | "low" | "medium" | "high" | "critical") | null;
                events: number;
                /** @description Of them, what would go out. */
                matched: number;
                /** @description Of them, what this integration was really sent. */
                sent: number;
            }[];
            /** @description Without days of none. */
            by_day: {
                /**
                 * Format: date
                 * @description In UTC.
                 */
                day: string;
                events: number;
                /** @description Of them, what would go out. */
                matched: number;
                /** @description Of them, what this integration was really sent. */
                sent: number;
            }[];
            /** @description Latest first, a few of each verdict; none for whoever may not read events. */
            examples: {
                /** Format: uuid */
                event_id: string;
                /** @enum {string} */
                event: "scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed";
                /** Format: date-time */
                occurred_at: string;
                target: string;
                title: string | null;
                severity: ("info" | "low" | "medium" | "high" | "critical") | null;
                /** @enum {string} */
                verdict: "disabled" | "target_out_of_scope" | "event_not_subscribed" | "below_severity" | "matched";
                /** @description Of the delivery that really took it there. */
                delivery_id: string | null;
            }[];
        };
        Event: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            event: "scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed";
            /** Format: date-time */
            created_at: string;
            data: components["schemas"]["EventPayload"];
        };
        EventPayload: {
            /** Format: uuid */
            event_id: string;
            /** @enum {string} */
            event: "scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed";
            /** Format: date-time */
            occurred_at: string;
            target: {
                /** Format: uuid */
                id: string;
                /** @enum {string} */
                kind: "url" | "repo";
                name: string;
                base_url: string | null;
            };
            scan: components["schemas"]["ScanInEvent"] | null;
            finding?: components["schemas"]["FindingInEvent"];
            /** @description `field: old → new`, several joined by `; `. */
            change_summary?: string;
            error?: string;
        };
        ScanInEvent: {
            /** Format: uuid */
            id: string;
            profile: string | null;
            /** @enum {string} */
            status: "running" | "done" | "failed";
            /** @description `A+` to `F`. */
            grade: string | null;
            /** @description 0 to 100. */
            score: number | null;
            /** @description Findings that the scan saw and nobody suppressed. */
            summary: components["schemas"]["SeverityCounts"];
            /** @description Opens it in the dashboard. */
            url: string;
        };
        FindingInEvent: {
            /** Format: uuid */
            id: string;
            fingerprint: string;
            title: string;
            /** @enum {string} */
            severity: "info" | "low" | "medium" | "high" | "critical";
            category: string | null;
            owasp_category: string | null;
            cwe_id: string | null;
            cvss_score: number | null;
            cvss_vector: string | null;
            endpoint: string | null;
            parameter: string | null;
            description: string | null;
            remediation: string | null;
            references: string[];
            evidence: string | null;
            rule_id: string | null;
            location: {
                path: string;
                start_line?: number | null;
            } | null;
            /** @enum {string} */
            verification_status: "unverified" | "true_positive" | "false_positive" | "true_negative" | "false_negative";
            /** @enum {string} */
            state: "open" | "fixed";
            suppressed: ("accepted_risk" | "wont_fix" | "false_positive" | "duplicate" | "out_of_scope") | null;
            /** @description Opens it in the dashboard. */
            url: string;
        };
        RoutedEvent: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            event: "scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed";
            /** Format: date-time */
            created_at: string;
            data: components["schemas"]["EventPayload"];
            /** @description True where the service died each time it judged the event: nobody was told. `routeEvent` tries again. */
            routing_failed: boolean;
            /** @description False for the moment between accepting the event and judging it. */
            routed: boolean;
            /** @description The verdict of each integration, as it was when the event was judged. */
            routing: components["schemas"]["Routing"][];
        };
        Routing: {
            /** Format: uuid */
            integration_id: string;
            name: string;
            kind: string;
            /** @enum {string} */
            verdict: "disabled" | "target_out_of_scope" | "event_not_subscribed" | "below_severity" | "matched";
            /** Format: uuid */
            delivery_id?: string;
        };
        Delivery: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            integration_id: string;
            kind: string;
            /** Format: uuid */
            event_id: string;
            /** @enum {string} */
            event: "scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed";
            /** @description What the event is about: the title of its finding, else the name of its target. */
            subject: string;
            scan_id: string | null;
            finding_id: string | null;
            /** @enum {string} */
            state: "pending" | "retrying" | "delivered" | "dead" | "cancelled" | "held";
            attempt_count: number;
            next_attempt_at: string | null;
            /** @description The last outcome in plain words. */
            detail: string | null;
            external_url: string | null;
            /** @description The delivery whose message, a digest, carries this event; its own id where that is this one; null where the event has a message to itself. */
            carried_by: string | null;
            /** Format: date-time */
            created_at: string;
            finished_at: string | null;
        };
        DeliveryWithAttempts: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            integration_id: string;
            kind: string;
            /** Format: uuid */
            event_id: string;
            /** @enum {string} */
            event: "scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed";
            /** @description What the event is about: the title of its finding, else the name of its target. */
            subject: string;
            scan_id: string | null;
            finding_id: string | null;
            /** @enum {string} */
            state: "pending" | "retrying" | "delivered" | "dead" | "cancelled" | "held";
            attempt_count: number;
            next_attempt_at: string | null;
            /** @description The last outcome in plain words. */
            detail: string | null;
            external_url: string | null;
            /** @description The delivery whose message, a digest, carries this event; its own id where that is this one; null where the event has a message to itself. */
            carried_by: string | null;
            /** Format: date-time */
            created_at: string;
            finished_at: string | null;
            attempts: components["schemas"]["Attempt"][];
        };
        Attempt: {
            n: number;
            /** Format: date-time */
            started_at: string;
            duration_ms: number;
            /** @description The HTTP status; null when nothing answered. */
            status: number | null;
            /** @enum {string} */
            outcome: "delivered" | "accepted" | "retry" | "rejected";
            reason: ("auth" | "rate_limited" | "invalid_request" | "not_found" | "gone" | "server" | "network" | "timeout" | "blocked_address" | "render" | "credential_unusable" | "internal") | null;
            detail: string | null;
        };
        ReplayCount: {
            count: number;
        };
        Overview: {
            /** @description When each of the last 24 hours began, oldest first; the last one runs still. */
            hours: string[];
            /** @description Attempts that arrived, by hour. */
            delivered: number[];
            /** @description Attempts that did not, by hour. */
            failed: number[];
            /** @description Deliveries that wait. */
            backlog: number;
            /** @description When the one that waits longest was made. */
            oldest_waiting_at: string | null;
            /** @description Deliveries given up: those made in these hours, and all. */
            dead: {
                day: number;
                all: number;
            };
            /** @description In order of name, 1000 at most. */
            integrations: components["schemas"]["WatchedIntegration"][];
        };
        WatchedIntegration: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "slack" | "teams" | "google_chat" | "discord" | "pagerduty" | "opsgenie" | "splunk" | "webhook" | "github" | "jira";
            name: string;
            enabled: boolean;
            /** @description Why the service itself switched it off. */
            disabled_reason: string | null;
            /**
             * @description Findings at or above it.
             * @enum {string}
             */
            severity_filter: "info" | "low" | "medium" | "high" | "critical";
            /** @description Null or empty: all targets. */
            target_ids: string[] | null;
            /** @description Null or empty: all events. */
            events: ("scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed")[] | null;
            /**
             * @description Open: the destination fails, and what is queued is held until a probe, half_open, succeeds.
             * @enum {string}
             */
            breaker: "closed" | "open" | "half_open";
            /** @description Of the attempts of the last 24 hours, 0 to 1; null without any. */
            success_rate: number | null;
            p95_ms: number | null;
            /** @description In plain words. */
            last_error: string | null;
            last_error_at: string | null;
            /** @description Deliveries that wait. */
            backlog: number;
            /** @description When the one that waits longest was made. */
            oldest_waiting_at: string | null;
            /** @description Attempts that arrived, by hour. */
            delivered: number[];
            /** @description Attempts that did not, by hour. */
            failed: number[];
        };
        ChangeNotice: {
            /** @description Lists of the workspace that are different now: ask for them again. */
            changed: ("targets" | "scans" | "findings" | "integrations" | "events" | "deliveries" | "keys" | "users" | "audit")[];
        };
        NewKey: {
            /** Format: uuid */
            id: string;
            name: string;
            scopes: string[];
            /** @description The last characters of the key. */
            hint: string;
            /** Format: date-time */
            created_at: string;
            expires_at: string | null;
            /** @description To the minute. */
            last_used_at: string | null;
            /** @description The key itself, shown this once. */
            key: string;
        };
        Key: {
            /** Format: uuid */
            id: string;
            name: string;
            scopes: string[];
            /** @description The last characters of the key. */
            hint: string;
            /** Format: date-time */
            created_at: string;
            expires_at: string | null;
            /** @description To the minute. */
            last_used_at: string | null;
        };
        UserWithLink: {
            /** Format: uuid */
            id: string;
            email: string;
            name: string;
            /**
             * @description What they may do: `viewer` reads, `analyst` also scans and triages, `admin` all but owners, `owner` all.
             * @enum {string}
             */
            role: "owner" | "admin" | "analyst" | "viewer";
            /** @description False until they have used their link; they may still come by single sign-on. */
            has_password: boolean;
            /** Format: date-time */
            created_at: string;
            last_signed_in_at: string | null;
            /** @description Where they choose a password, once; shown only now. Give it to nobody else. */
            link: string;
            /** Format: date-time */
            link_expires_at: string;
        };
        User: {
            /** Format: uuid */
            id: string;
            email: string;
            name: string;
            /**
             * @description What they may do: `viewer` reads, `analyst` also scans and triages, `admin` all but owners, `owner` all.
             * @enum {string}
             */
            role: "owner" | "admin" | "analyst" | "viewer";
            /** @description False until they have used their link; they may still come by single sign-on. */
            has_password: boolean;
            /** Format: date-time */
            created_at: string;
            last_signed_in_at: string | null;
        };
        Session: {
            workspace: {
                /** Format: uuid */
                id: string;
                name: string;
            };
            /** @description Null where an API key asks. */
            user: {
                /** Format: uuid */
                id: string;
                email: string;
                name: string;
                /** @enum {string} */
                role: "owner" | "admin" | "analyst" | "viewer";
            } | null;
            scopes: string[];
            /** @description May make workspaces. */
            instance_owner: boolean;
            /** @description When the session ends, however busy it is. */
            ends_at: string | null;
        };
        SetUpLink: {
            /** @enum {string} */
            purpose: "first_owner" | "password";
            /** @description Whose password it sets; null for the first owner's, who gives it. */
            email: string | null;
            name: string | null;
            /** Format: date-time */
            expires_at: string;
        };
        SingleSignOn: {
            enabled: boolean;
        };
        Retention: {
            days: number;
        };
        NewWorkspace: {
            /** Format: uuid */
            id: string;
            name: string;
            /** Format: date-time */
            created_at: string;
            /** @description Its owner key, shown this once. */
            key: string;
        };
        Workspace: {
            /** Format: uuid */
            id: string;
            name: string;
            /** Format: date-time */
            created_at: string;
        };
        VaultKey: {
            /** @description A short hash of the key; empty for rows that are older than key names. */
            kid: string;
            /**
             * @description `unnamed`: rows older than key names; `missing`: rows that no given key opens.
             * @enum {string}
             */
            role: "encrypts" | "decrypts" | "unnamed" | "missing";
            /** @description Rows sealed with it, by table. */
            rows: {
                [key: string]: number;
            };
            total: number;
        };
        VaultRotation: {
            moved: number;
            keys: components["schemas"]["VaultKey"][];
        };
        AuditEntry: {
            /** Format: uuid */
            id: string;
            /** @description Counts from 1 in the workspace, without gaps. */
            seq: number;
            /** Format: date-time */
            at: string;
            actor: {
                /** @enum {string} */
                type: "key" | "user" | "service";
                id: string | null;
                name: string;
            };
            /** @description The `operationId` of what was done. */
            operation: string;
            object: {
                type: string;
                id: string | null;
                name: string | null;
            };
            /** @description Names of the fields that were given, never their values. */
            fields: string[];
            /** @description Of the client; null where the service acted by itself. */
            address: string | null;
            request_id: string | null;
            /** @description `done`, or the code of the refusal. */
            result: string;
            prev_hash: string;
            /** @description SHA-256 over the entry before and this one, as hex. */
            hash: string;
        };
        /** @description What went wrong, after RFC 9457. */
        Problem: {
            /** Format: uri */
            type: string;
            title: string;
            status: number;
            detail: string;
            /** Format: uri */
            instance: string;
            /** @enum {string} */
            code: "body_missing" | "body_not_json" | "body_not_utf8" | "duplicate_key" | "forbidden_key" | "too_deep" | "bad_request" | "unauthorized" | "wrong_credentials" | "cross_site" | "insufficient_scope" | "forbidden" | "not_found" | "method_not_allowed" | "not_acceptable" | "request_timeout" | "conflict" | "scan_already_ended" | "idempotency_conflict" | "credential_unusable" | "too_large" | "uri_too_long" | "unsupported_media_type" | "invalid" | "unknown_parameter" | "bad_cursor" | "too_many_keys" | "not_well_formed_unicode" | "unknown_format" | "invalid_report" | "rate_limited" | "headers_too_large" | "internal" | "unavailable";
            /** Format: uuid */
            request_id: string;
            /** @description What is wrong with the input; pointers go into the body, or begin with /query or /header. */
            errors?: {
                pointer: string;
                code: string;
                detail: string;
            }[];
        };
    };
    responses: {
        /** @description `bad_request`: The request cannot be read. `body_missing`: The request needs a body. `body_not_json`: The body is not valid JSON. `body_not_utf8`: The body is not valid UTF-8. `duplicate_key`: A key stands twice in the body. `forbidden_key`: A key of the body is not allowed. `too_deep`: The body is nested too deeply. */
        "400.bad_request.body_missing.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "bad_request" | "body_missing" | "body_not_json" | "body_not_utf8" | "duplicate_key" | "forbidden_key" | "too_deep";
                };
            };
        };
        /** @description `not_acceptable`: The answer is of another media type. */
        "406.not_acceptable": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "not_acceptable";
                };
            };
        };
        /** @description `uri_too_long`: The address is too long. */
        "414.uri_too_long": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "uri_too_long";
                };
            };
        };
        /** @description `invalid`: A value is not valid. `not_well_formed_unicode`: A text is not well-formed Unicode. `too_many_keys`: The body has too many keys. `unknown_parameter`: A query parameter is not known. */
        "422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "invalid" | "not_well_formed_unicode" | "too_many_keys" | "unknown_parameter";
                };
            };
        };
        /** @description `rate_limited`: Too many requests. */
        "429.rate_limited": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "rate_limited";
                };
            };
        };
        /** @description `headers_too_large`: The headers are too large. */
        "431.headers_too_large": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "headers_too_large";
                };
            };
        };
        /** @description `internal`: Something broke on our side. */
        "500.internal": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "internal";
                };
            };
        };
        /** @description `unavailable`: The service cannot answer just now. */
        "503.unavailable": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "unavailable";
                };
            };
        };
        /** @description `unauthorized`: A valid API key is needed. */
        "401.unauthorized": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "unauthorized";
                };
            };
        };
        /** @description `cross_site`: The request does not come from a page of ours. `insufficient_scope`: The key lacks a scope. */
        "403.cross_site.insufficient_scope": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "cross_site" | "insufficient_scope";
                };
            };
        };
        /** @description `request_timeout`: The request came too slowly. */
        "408.request_timeout": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "request_timeout";
                };
            };
        };
        /** @description `too_large`: The body is too large. */
        "413.too_large": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "too_large";
                };
            };
        };
        /** @description `unsupported_media_type`: The media type is not taken. */
        "415.unsupported_media_type": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "unsupported_media_type";
                };
            };
        };
        /** @description `conflict`: The state does not allow this. `idempotency_conflict`: The idempotency key was used with another body. */
        "409.conflict.idempotency_conflict": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "conflict" | "idempotency_conflict";
                };
            };
        };
        /** @description `bad_request`: The request cannot be read. */
        "400.bad_request": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "bad_request";
                };
            };
        };
        /** @description `bad_cursor`: The cursor is not valid here. `invalid`: A value is not valid. `unknown_parameter`: A query parameter is not known. */
        "422.bad_cursor.invalid.unknown_parameter": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "bad_cursor" | "invalid" | "unknown_parameter";
                };
            };
        };
        /** @description `unknown_parameter`: A query parameter is not known. */
        "422.unknown_parameter": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "unknown_parameter";
                };
            };
        };
        /** @description `not_found`: There is no such thing. */
        "404.not_found": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "not_found";
                };
            };
        };
        /** @description `conflict`: The state does not allow this. */
        "409.conflict": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "conflict";
                };
            };
        };
        /** @description `bad_request`: The request cannot be read. `body_not_json`: The body is not valid JSON. `body_not_utf8`: The body is not valid UTF-8. `duplicate_key`: A key stands twice in the body. `forbidden_key`: A key of the body is not allowed. `too_deep`: The body is nested too deeply. */
        "400.bad_request.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "bad_request" | "body_not_json" | "body_not_utf8" | "duplicate_key" | "forbidden_key" | "too_deep";
                };
            };
        };
        /** @description `scan_already_ended`: The scan has already ended with another body. */
        "409.scan_already_ended": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "scan_already_ended";
                };
            };
        };
        /** @description `bad_request`: The request cannot be read. `body_not_utf8`: The body is not valid UTF-8. */
        "400.bad_request.body_not_utf8": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "bad_request" | "body_not_utf8";
                };
            };
        };
        /** @description `invalid`: A value is not valid. `invalid_report`: The report cannot be read. `unknown_format`: The report is of no known format. `unknown_parameter`: A query parameter is not known. */
        "422.invalid.invalid_report.unknown_format.unknown_parameter": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "invalid" | "invalid_report" | "unknown_format" | "unknown_parameter";
                };
            };
        };
        /** @description `credential_unusable`: The stored credential cannot be used. */
        "409.credential_unusable": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "credential_unusable";
                };
            };
        };
        /** @description `wrong_credentials`: The e-mail address or the password is wrong. */
        "401.wrong_credentials": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "wrong_credentials";
                };
            };
        };
        /** @description `cross_site`: The request does not come from a page of ours. */
        "403.cross_site": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "cross_site";
                };
            };
        };
        /** @description `unauthorized`: A valid API key is needed. `wrong_credentials`: The e-mail address or the password is wrong. */
        "401.unauthorized.wrong_credentials": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "unauthorized" | "wrong_credentials";
                };
            };
        };
        /** @description `invalid`: A value is not valid. `unknown_parameter`: A query parameter is not known. */
        "422.invalid.unknown_parameter": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "invalid" | "unknown_parameter";
                };
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type Target = components['schemas']['Target'];
export type Scan = components['schemas']['Scan'];
export type SeverityCounts = components['schemas']['SeverityCounts'];
export type Completion = components['schemas']['Completion'];
export type EndedScan = components['schemas']['EndedScan'];
export type ReportFormat = components['schemas']['ReportFormat'];
export type Finding = components['schemas']['Finding'];
export type FindingWithRefs = components['schemas']['FindingWithRefs'];
export type ExternalRef = components['schemas']['ExternalRef'];
export type FindingDryRun = components['schemas']['FindingDryRun'];
export type IntegrationKind = components['schemas']['IntegrationKind'];
export type Preview = components['schemas']['Preview'];
export type IntegrationWithSecret = components['schemas']['IntegrationWithSecret'];
export type IntegrationHealth = components['schemas']['IntegrationHealth'];
export type Integration = components['schemas']['Integration'];
export type AppliedIntegrations = components['schemas']['AppliedIntegrations'];
export type AppliedIntegration = components['schemas']['AppliedIntegration'];
export type TestResult = components['schemas']['TestResult'];
export type ReachResult = components['schemas']['ReachResult'];
export type DryRun = components['schemas']['DryRun'];
export type Event = components['schemas']['Event'];
export type EventPayload = components['schemas']['EventPayload'];
export type ScanInEvent = components['schemas']['ScanInEvent'];
export type FindingInEvent = components['schemas']['FindingInEvent'];
export type RoutedEvent = components['schemas']['RoutedEvent'];
export type Routing = components['schemas']['Routing'];
export type Delivery = components['schemas']['Delivery'];
export type DeliveryWithAttempts = components['schemas']['DeliveryWithAttempts'];
export type Attempt = components['schemas']['Attempt'];
export type ReplayCount = components['schemas']['ReplayCount'];
export type Overview = components['schemas']['Overview'];
export type WatchedIntegration = components['schemas']['WatchedIntegration'];
export type ChangeNotice = components['schemas']['ChangeNotice'];
export type NewKey = components['schemas']['NewKey'];
export type Key = components['schemas']['Key'];
export type UserWithLink = components['schemas']['UserWithLink'];
export type User = components['schemas']['User'];
export type Session = components['schemas']['Session'];
export type SetUpLink = components['schemas']['SetUpLink'];
export type SingleSignOn = components['schemas']['SingleSignOn'];
export type Retention = components['schemas']['Retention'];
export type NewWorkspace = components['schemas']['NewWorkspace'];
export type Workspace = components['schemas']['Workspace'];
export type VaultKey = components['schemas']['VaultKey'];
export type VaultRotation = components['schemas']['VaultRotation'];
export type AuditEntry = components['schemas']['AuditEntry'];
export type Problem = components['schemas']['Problem'];
export type Response400BadRequestBodyMissingBodyNotJsonBodyNotUtf8DuplicateKeyForbiddenKeyTooDeep = components['responses']['400.bad_request.body_missing.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep'];
export type Response406NotAcceptable = components['responses']['406.not_acceptable'];
export type Response414UriTooLong = components['responses']['414.uri_too_long'];
export type Response422InvalidNotWellFormedUnicodeTooManyKeysUnknownParameter = components['responses']['422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter'];
export type Response429RateLimited = components['responses']['429.rate_limited'];
export type Response431HeadersTooLarge = components['responses']['431.headers_too_large'];
export type Response500Internal = components['responses']['500.internal'];
export type Response503Unavailable = components['responses']['503.unavailable'];
export type Response401Unauthorized = components['responses']['401.unauthorized'];
export type Response403CrossSiteInsufficientScope = components['responses']['403.cross_site.insufficient_scope'];
export type Response408RequestTimeout = components['responses']['408.request_timeout'];
export type Response413TooLarge = components['responses']['413.too_large'];
export type Response415UnsupportedMediaType = components['responses']['415.unsupported_media_type'];
export type Response409ConflictIdempotencyConflict = components['responses']['409.conflict.idempotency_conflict'];
export type Response400BadRequest = components['responses']['400.bad_request'];
export type Response422BadCursorInvalidUnknownParameter = components['responses']['422.bad_cursor.invalid.unknown_parameter'];
export type Response422UnknownParameter = components['responses']['422.unknown_parameter'];
export type Response404NotFound = components['responses']['404.not_found'];
export type Response409Conflict = components['responses']['409.conflict'];
export type Response400BadRequestBodyNotJsonBodyNotUtf8DuplicateKeyForbiddenKeyTooDeep = components['responses']['400.bad_request.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep'];
export type Response409ScanAlreadyEnded = components['responses']['409.scan_already_ended'];
export type Response400BadRequestBodyNotUtf8 = components['responses']['400.bad_request.body_not_utf8'];
export type Response422InvalidInvalidReportUnknownFormatUnknownParameter = components['responses']['422.invalid.invalid_report.unknown_format.unknown_parameter'];
export type Response409CredentialUnusable = components['responses']['409.credential_unusable'];
export type Response401WrongCredentials = components['responses']['401.wrong_credentials'];
export type Response403CrossSite = components['responses']['403.cross_site'];
export type Response401UnauthorizedWrongCredentials = components['responses']['401.unauthorized.wrong_credentials'];
export type Response422InvalidUnknownParameter = components['responses']['422.invalid.unknown_parameter'];
export type $defs = Record<string, never>;
export interface operations {
    listTargets: {
        parameters: {
            query?: {
                /** @description Items of one page, 1 to 200; 50 unless told. */
                limit?: number;
                /** @description The `next_cursor` of the page before. */
                cursor?: string;
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Target"][];
                        /** @description Gives the next page; null on the last. */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["400.bad_request"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            406: components["responses"]["406.not_acceptable"];
            414: components["responses"]["414.uri_too_long"];
            422: components["responses"]["422.bad_cursor.invalid.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    createTarget: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body within 24 hours give the same answer again and make nothing twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description `url`: a running application; `repo`: a repository mirror.
                     * @enum {string}
                     */
                    kind: "url" | "repo";
                    name: string;
                    base_url?: string | null;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Target"];
                };
            };
            400: components["responses"]["400.bad_request.body_missing.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            409: components["responses"]["409.conflict.idempotency_conflict"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    getTarget: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Target"];
                };
            };
            400: components["responses"]["400.bad_request"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            414: components["responses"]["414.uri_too_long"];
            422: components["responses"]["422.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    deleteTarget: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400.bad_request.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    updateTarget: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description `url`: a running application; `repo`: a repository mirror.
                     * @enum {string}
                     */
                    kind?: "url" | "repo";
                    name?: string;
                    base_url?: string | null;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Target"];
                };
            };
            400: components["responses"]["400.bad_request.body_missing.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            409: components["responses"]["409.conflict"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    listScans: {
        parameters: {
            query?: {
                /** @description Items of one page, 1 to 200; 50 unless told. */
                limit?: number;
                /** @description The `next_cursor` of the page before. */
                cursor?: string;
                target_id?: string;
                status?: "running" | "done" | "failed";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Scan"][];
                        /** @description Gives the next page; null on the last. */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["400.bad_request"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            406: components["responses"]["406.not_acceptable"];
            414: components["responses"]["414.uri_too_long"];
            422: components["responses"]["422.bad_cursor.invalid.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    startScan: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body within 24 hours give the same answer again and make nothing twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    target_id: string;
                    profile?: string | null;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scan"];
                };
            };
            400: components["responses"]["400.bad_request.body_missing.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            409: components["responses"]["409.conflict.idempotency_conflict"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    completeScan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    grade?: ("A+" | "A" | "A-" | "B+" | "B" | "B-" | "C+" | "C" | "C-" | "D+" | "D" | "D-" | "E" | "F") | null;
                    score?: number | null;
                    /**
                     * @description `full`: findings that are missing here are fixed.
                     * @enum {string}
                     */
                    coverage?: "partial" | "full";
                    findings: {
                        title: string;
                        /** @enum {string} */
                        severity: "info" | "low" | "medium" | "high" | "critical";
                        category?: string | null;
                        owasp_category?: string | null;
                        cwe_id?: (string | number) | null;
                        cvss_score?: number | null;
                        cvss_vector?: string | null;
                        endpoint?: string | null;
                        parameter?: string | null;
                        description?: string | null;
                        remediation?: string | null;
                        references?: string[];
                        evidence?: string | null;
                        fingerprint?: string | null;
                        rule_id?: string | null;
                        location?: {
                            path: string;
                            start_line?: number | null;
                        } | null;
                    }[];
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Completion"];
                };
            };
            400: components["responses"]["400.bad_request.body_missing.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            409: components["responses"]["409.scan_already_ended"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    failScan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    error: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndedScan"];
                };
            };
            400: components["responses"]["400.bad_request.body_missing.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            409: components["responses"]["409.scan_already_ended"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    getScan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scan"];
                };
            };
            400: components["responses"]["400.bad_request"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            414: components["responses"]["414.uri_too_long"];
            422: components["responses"]["422.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    completeScanWithReport: {
        parameters: {
            query?: {
                /** @description One of GET /report-formats, or judged by content. */
                format?: "auto" | "sarif" | "nuclei" | "zap" | "trivy" | "semgrep" | "gitleaks" | "npm_audit" | "bandit" | "checkov" | "grype" | "osv_scanner" | "snyk" | "burp" | "cyclonedx" | "ocsf" | "csv" | "native";
                /** @description Which column of a CSV file is what: `title:Name,severity:Risk`. Without it, by the header names. */
                columns?: string;
                /** @description `full`: findings that are missing here are fixed. */
                coverage?: "partial" | "full";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "*/*": unknown;
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Completion"];
                };
            };
            400: components["responses"]["400.bad_request.body_not_utf8"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            409: components["responses"]["409.scan_already_ended"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.invalid_report.unknown_format.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    listReportFormats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ReportFormat"][];
                        /** @description Gives the next page; null on the last. */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["400.bad_request"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            406: components["responses"]["406.not_acceptable"];
            414: components["responses"]["414.uri_too_long"];
            422: components["responses"]["422.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    listFindings: {
        parameters: {
            query?: {
                /** @description Items of one page, 1 to 200; 50 unless told. */
                limit?: number;
                /** @description The `next_cursor` of the page before. */
                cursor?: string;
                severity?: "info" | "low" | "medium" | "high" | "critical";
                state?: "open" | "fixed";
                verification_status?: "unverified" | "true_positive" | "false_positive" | "true_negative" | "false_negative";
                suppressed?: "true" | "false";
                /** @description Part of the title, rule, endpoint or path, in any case. */
                q?: string;
                target_id?: string;
                scan_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Finding"][];
                        /** @description Gives the next page; null on the last. */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["400.bad_request"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            406: components["responses"]["406.not_acceptable"];
            414: components["responses"]["414.uri_too_long"];
            422: components["responses"]["422.bad_cursor.invalid.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    listScanFindings: {
        parameters: {
            query?: {
                /** @description Items of one page, 1 to 200; 50 unless told. */
                limit?: number;
                /** @description The `next_cursor` of the page before. */
                cursor?: string;
                severity?: "info" | "low" | "medium" | "high" | "critical";
                state?: "open" | "fixed";
                verification_status?: "unverified" | "true_positive" | "false_positive" | "true_negative" | "false_negative";
                suppressed?: "true" | "false";
                /** @description Part of the title, rule, endpoint or path, in any case. */
                q?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Finding"][];
                        /** @description Gives the next page; null on the last. */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["400.bad_request"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            414: components["responses"]["414.uri_too_long"];
            422: components["responses"]["422.bad_cursor.invalid.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    getFinding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingWithRefs"];
                };
            };
            400: components["responses"]["400.bad_request"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            414: components["responses"]["414.uri_too_long"];
            422: components["responses"]["422.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    setFindingStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    verification_status: "unverified" | "true_positive" | "false_positive" | "true_negative" | "false_negative";
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingWithRefs"];
                };
            };
            400: components["responses"]["400.bad_request.body_missing.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    suppressFinding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    reason: "accepted_risk" | "wont_fix" | "false_positive" | "duplicate" | "out_of_scope";
                    note?: string | null;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingWithRefs"];
                };
            };
            400: components["responses"]["400.bad_request.body_missing.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    unsuppressFinding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingWithRefs"];
                };
            };
            400: components["responses"]["400.bad_request.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    recheckFinding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    outcome: "present" | "fixed" | "inconclusive";
                    note?: string | null;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingWithRefs"];
                };
            };
            400: components["responses"]["400.bad_request.body_missing.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    dryRunFinding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @constant */
                    act: "status";
                    /** @enum {string} */
                    verification_status: "unverified" | "true_positive" | "false_positive" | "true_negative" | "false_negative";
                } | {
                    /** @constant */
                    act: "suppress";
                    /** @enum {string} */
                    reason: "accepted_risk" | "wont_fix" | "false_positive" | "duplicate" | "out_of_scope";
                } | {
                    /** @constant */
                    act: "unsuppress";
                } | {
                    /** @constant */
                    act: "recheck";
                    /** @enum {string} */
                    outcome: "present" | "fixed" | "inconclusive";
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingDryRun"];
                };
            };
            400: components["responses"]["400.bad_request.body_missing.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    listIntegrationKinds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["IntegrationKind"][];
                        /** @description Gives the next page; null on the last. */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["400.bad_request"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            406: components["responses"]["406.not_acceptable"];
            414: components["responses"]["414.uri_too_long"];
            422: components["responses"]["422.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    previewIntegrationKind: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                kind: "slack" | "teams" | "google_chat" | "discord" | "pagerduty" | "opsgenie" | "splunk" | "webhook" | "github" | "jira";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    event: "scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed";
                    /** @description As far as it is filled in; an example stands for the rest, and for all while it is not valid. */
                    config?: {
                        [key: string]: unknown;
                    };
                    /** @description The sample of a digest in place of one message. */
                    digest?: boolean;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            400: components["responses"]["400.bad_request.body_missing.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    listIntegrations: {
        parameters: {
            query?: {
                /** @description Items of one page, 1 to 200; 50 unless told. */
                limit?: number;
                /** @description The `next_cursor` of the page before. */
                cursor?: string;
                name?: string;
                kind?: "slack" | "teams" | "google_chat" | "discord" | "pagerduty" | "opsgenie" | "splunk" | "webhook" | "github" | "jira";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Integration"][];
                        /** @description Gives the next page; null on the last. */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["400.bad_request"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            406: components["responses"]["406.not_acceptable"];
            414: components["responses"]["414.uri_too_long"];
            422: components["responses"]["422.bad_cursor.invalid.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    createIntegration: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body within 24 hours give the same answer again and make nothing twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @constant */
                    kind: "slack";
                    name: string;
                    config: {
                        /**
                         * Webhook URL
                         * @description The incoming webhook of the channel: `https://hooks.slack.com/services/T…/B…/…`.
                         */
                        webhook_url: string;
                    };
                    enabled?: boolean;
                    /**
                     * @description Findings at or above it.
                     * @enum {string}
                     */
                    severity_filter?: "info" | "low" | "medium" | "high" | "critical";
                    /** @description Null or empty: all targets. */
                    target_ids?: string[] | null;
                    /** @description Null or empty: all events. */
                    events?: ("scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed")[] | null;
                    /** @description What is left out is the kind’s own. */
                    delivery?: {
                        /** @description Of a large scan so many findings come one by one, most severe first, and the rest in one digest; null: all one by one. Only of kinds that call people: see `digest` of GET /integration-kinds. */
                        individually?: number | null;
                        /** @description Seconds before each further try. */
                        retry_schedule?: number[];
                    };
                } | {
                    /** @constant */
                    kind: "teams";
                    name: string;
                    config: {
                        /**
                         * Workflow URL
                         * @description The URL of a Workflows webhook, whole and unchanged: `https://….environment.api.powerplatform.com/powerautomate/automations/direct/workflows/…&sig=…`.
                         */
                        webhook_url: string;
                    };
                    enabled?: boolean;
                    /**
                     * @description Findings at or above it.
                     * @enum {string}
                     */
                    severity_filter?: "info" | "low" | "medium" | "high" | "critical";
                    /** @description Null or empty: all targets. */
                    target_ids?: string[] | null;
                    /** @description Null or empty: all events. */
                    events?: ("scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed")[] | null;
                    /** @description What is left out is the kind’s own. */
                    delivery?: {
                        /** @description Of a large scan so many findings come one by one, most severe first, and the rest in one digest; null: all one by one. Only of kinds that call people: see `digest` of GET /integration-kinds. */
                        individually?: number | null;
                        /** @description Seconds before each further try. */
                        retry_schedule?: number[];
                    };
                } | {
                    /** @constant */
                    kind: "google_chat";
                    name: string;
                    config: {
                        /**
                         * Webhook URL
                         * @description The webhook of the space: `https://chat.googleapis.com/v1/spaces/…/messages?key=…&token=…`.
                         */
                        webhook_url: string;
                    };
                    enabled?: boolean;
                    /**
                     * @description Findings at or above it.
                     * @enum {string}
                     */
                    severity_filter?: "info" | "low" | "medium" | "high" | "critical";
                    /** @description Null or empty: all targets. */
                    target_ids?: string[] | null;
                    /** @description Null or empty: all events. */
                    events?: ("scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed")[] | null;
                    /** @description What is left out is the kind’s own. */
                    delivery?: {
                        /** @description Of a large scan so many findings come one by one, most severe first, and the rest in one digest; null: all one by one. Only of kinds that call people: see `digest` of GET /integration-kinds. */
                        individually?: number | null;
                        /** @description Seconds before each further try. */
                        retry_schedule?: number[];
                    };
                } | {
                    /** @constant */
                    kind: "discord";
                    name: string;
                    config: {
                        /**
                         * Webhook URL
                         * @description The webhook of the channel: `https://discord.com/api/webhooks/ID/TOKEN`; with `?thread_id=…` it posts to that thread.
                         */
                        webhook_url: string;
                    };
                    enabled?: boolean;
                    /**
                     * @description Findings at or above it.
                     * @enum {string}
                     */
                    severity_filter?: "info" | "low" | "medium" | "high" | "critical";
                    /** @description Null or empty: all targets. */
                    target_ids?: string[] | null;
                    /** @description Null or empty: all events. */
                    events?: ("scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed")[] | null;
                    /** @description What is left out is the kind’s own. */
                    delivery?: {
                        /** @description Of a large scan so many findings come one by one, most severe first, and the rest in one digest; null: all one by one. Only of kinds that call people: see `digest` of GET /integration-kinds. */
                        individually?: number | null;
                        /** @description Seconds before each further try. */
                        retry_schedule?: number[];
                    };
                } | {
                    /** @constant */
                    kind: "pagerduty";
                    name: string;
                    config: {
                        /**
                         * Routing key
                         * @description The integration key of a service's **Events API v2** integration, or of an event orchestration.
                         */
                        routing_key: string;
                        /**
                         * Region
                         * @description The service region of the account: `eu` where its address ends in `.eu.pagerduty.com`.
                         * @default us
                         * @enum {string}
                         */
                        region?: "us" | "eu";
                        /**
                         * Base URL
                         * @description Only to send elsewhere than to `https://events.pagerduty.com` or `https://events.eu.pagerduty.com`.
                         */
                        base_url?: string;
                    };
                    enabled?: boolean;
                    /**
                     * @description Findings at or above it.
                     * @enum {string}
                     */
                    severity_filter?: "info" | "low" | "medium" | "high" | "critical";
                    /** @description Null or empty: all targets. */
                    target_ids?: string[] | null;
                    /** @description Null or empty: all events. */
                    events?: ("scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed")[] | null;
                    /** @description What is left out is the kind’s own. */
                    delivery?: {
                        /** @description Of a large scan so many findings come one by one, most severe first, and the rest in one digest; null: all one by one. Only of kinds that call people: see `digest` of GET /integration-kinds. */
                        individually?: number | null;
                        /** @description Seconds before each further try. */
                        retry_schedule?: number[];
                    };
                } | {
                    /** @constant */
                    kind: "opsgenie";
                    name: string;
                    config: {
                        /**
                         * API key
                         * @description The key of an integration of the type **API**.
                         */
                        api_key: string;
                        /**
                         * Region
                         * @description Where the Opsgenie account lives. Jira Service Management has one address for both.
                         * @default us
                         * @enum {string}
                         */
                        region?: "us" | "eu";
                        /**
                         * API
                         * @description `jsm` for Jira Service Management Operations, which takes over from Opsgenie.
                         * @default opsgenie
                         * @enum {string}
                         */
                        api?: "opsgenie" | "jsm";
                        /**
                         * Base URL
                         * @description Only to send elsewhere than to the address of API and region; `/v2/alerts` is added.
                         */
                        base_url?: string;
                    };
                    enabled?: boolean;
                    /**
                     * @description Findings at or above it.
                     * @enum {string}
                     */
                    severity_filter?: "info" | "low" | "medium" | "high" | "critical";
                    /** @description Null or empty: all targets. */
                    target_ids?: string[] | null;
                    /** @description Null or empty: all events. */
                    events?: ("scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed")[] | null;
                    /** @description What is left out is the kind’s own. */
                    delivery?: {
                        /** @description Of a large scan so many findings come one by one, most severe first, and the rest in one digest; null: all one by one. Only of kinds that call people: see `digest` of GET /integration-kinds. */
                        individually?: number | null;
                        /** @description Seconds before each further try. */
                        retry_schedule?: number[];
                    };
                } | {
                    /** @constant */
                    kind: "splunk";
                    name: string;
                    config: {
                        /**
                         * Collector URL
                         * @description The HTTP Event Collector: `https://splunk.example:8088`, in Splunk Cloud `https://http-inputs-STACK.splunkcloud.com`. `/services/collector/event` is added.
                         */
                        hec_url: string;
                        /**
                         * Token
                         * @description The collector's token, mostly a GUID.
                         */
                        token: string;
                        /**
                         * Index
                         * @description Where the events go. The token's default index when left out.
                         */
                        index?: string;
                        /**
                         * Source
                         * @description The `source` of every event; the name of the product when left out.
                         */
                        source?: string;
                        /**
                         * Source type
                         * @description The `sourcetype` of every event; `pencheff:finding` and `pencheff:scan` when left out.
                         */
                        sourcetype?: string;
                        /**
                         * Acknowledgment
                         * @description Wait until the indexers have the event. On exactly when the token has indexer acknowledgment on.
                         * @default false
                         */
                        ack?: boolean;
                    };
                    enabled?: boolean;
                    /**
                     * @description Findings at or above it.
                     * @enum {string}
                     */
                    severity_filter?: "info" | "low" | "medium" | "high" | "critical";
                    /** @description Null or empty: all targets. */
                    target_ids?: string[] | null;
                    /** @description Null or empty: all events. */
                    events?: ("scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed")[] | null;
                    /** @description What is left out is the kind’s own. */
                    delivery?: {
                        /** @description Of a large scan so many findings come one by one, most severe first, and the rest in one digest; null: all one by one. Only of kinds that call people: see `digest` of GET /integration-kinds. */
                        individually?: number | null;
                        /** @description Seconds before each further try. */
                        retry_schedule?: number[];
                    };
                } | {
                    /** @constant */
                    kind: "webhook";
                    name: string;
                    config: {
                        /**
                         * URL
                         * @description Where the events are posted to, with https.
                         */
                        webhook_url: string;
                        /**
                         * Signing secret
                         * @description `whsec_` and base64 of 24 to 64 bytes; with the `sha256` signature any text of 16 to 256 characters. Made, and shown once, when left out.
                         */
                        webhook_secret?: string;
                        /**
                         * Signature
                         * @description `standard` signs as Standard Webhooks does; `sha256` sends `X-Pencheff-Signature: sha256=…` over the body alone.
                         * @default standard
                         * @enum {string}
                         */
                        signature?: "standard" | "sha256";
                        /**
                         * Headers
                         * @description Sent along with every request, such as `Authorization`. At most 50.
                         */
                        headers?: {
                            [key: string]: string;
                        };
                    };
                    enabled?: boolean;
                    /**
                     * @description Findings at or above it.
                     * @enum {string}
                     */
                    severity_filter?: "info" | "low" | "medium" | "high" | "critical";
                    /** @description Null or empty: all targets. */
                    target_ids?: string[] | null;
                    /** @description Null or empty: all events. */
                    events?: ("scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed")[] | null;
                    /** @description What is left out is the kind’s own. */
                    delivery?: {
                        /** @description Of a large scan so many findings come one by one, most severe first, and the rest in one digest; null: all one by one. Only of kinds that call people: see `digest` of GET /integration-kinds. */
                        individually?: number | null;
                        /** @description Seconds before each further try. */
                        retry_schedule?: number[];
                    };
                } | {
                    /** @constant */
                    kind: "github";
                    name: string;
                    config: {
                        /**
                         * Repository
                         * @description Where the issues are made: `owner/name`.
                         */
                        repo: string;
                        /**
                         * Token
                         * @description A fine-grained token with *Issues: read and write* on this repository.
                         */
                        token: string;
                        /**
                         * API URL
                         * @description `https://api.github.com` unless given. GitHub Enterprise Server: `https://HOST/api/v3`; GHE.com: `https://api.SUBDOMAIN.ghe.com`.
                         */
                        api_url?: string;
                        /**
                         * Labels
                         * @description Put on every issue that is made, beside `pencheff` and the severity.
                         */
                        labels?: string[];
                    };
                    enabled?: boolean;
                    /**
                     * @description Findings at or above it.
                     * @enum {string}
                     */
                    severity_filter?: "info" | "low" | "medium" | "high" | "critical";
                    /** @description Null or empty: all targets. */
                    target_ids?: string[] | null;
                    /** @description Null or empty: all events. */
                    events?: ("scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed")[] | null;
                    /** @description What is left out is the kind’s own. */
                    delivery?: {
                        /** @description Of a large scan so many findings come one by one, most severe first, and the rest in one digest; null: all one by one. Only of kinds that call people: see `digest` of GET /integration-kinds. */
                        individually?: number | null;
                        /** @description Seconds before each further try. */
                        retry_schedule?: number[];
                    };
                } | {
                    /** @constant */
                    kind: "jira";
                    name: string;
                    config: {
                        /**
                         * Base URL
                         * @description Cloud: `https://SITE.atlassian.net`, or `https://api.atlassian.com/ex/jira/CLOUD_ID` for a scoped token. Data Center: its address with its path.
                         */
                        base_url: string;
                        /**
                         * E-mail
                         * Format: email
                         * @description The account that the token belongs to. Data Center's tokens need none.
                         */
                        email?: string;
                        /**
                         * API token
                         * @description The account's API token; in Data Center a personal access token.
                         */
                        api_token: string;
                        /**
                         * Project key
                         * @description What its issues start with: `SEC` of `SEC-42`.
                         */
                        project_key: string;
                        /**
                         * Issue type
                         * @description The name (or numeric id) of a type that the project offers.
                         * @default Task
                         */
                        issue_type?: string;
                        /**
                         * Labels
                         * @description Put on every issue that is made.
                         */
                        labels?: string[];
                        /**
                         * Closing transition
                         * @description The name of the transition that closes an issue. Otherwise the first that leads to a done status.
                         */
                        done_transition?: string;
                        /**
                         * Deployment
                         * @description Cloud, or a Jira Data Center that you run.
                         * @default cloud
                         * @enum {string}
                         */
                        deployment?: "cloud" | "data_center";
                    };
                    enabled?: boolean;
                    /**
                     * @description Findings at or above it.
                     * @enum {string}
                     */
                    severity_filter?: "info" | "low" | "medium" | "high" | "critical";
                    /** @description Null or empty: all targets. */
                    target_ids?: string[] | null;
                    /** @description Null or empty: all events. */
                    events?: ("scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed")[] | null;
                    /** @description What is left out is the kind’s own. */
                    delivery?: {
                        /** @description Of a large scan so many findings come one by one, most severe first, and the rest in one digest; null: all one by one. Only of kinds that call people: see `digest` of GET /integration-kinds. */
                        individually?: number | null;
                        /** @description Seconds before each further try. */
                        retry_schedule?: number[];
                    };
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntegrationWithSecret"];
                };
            };
            400: components["responses"]["400.bad_request.body_missing.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            409: components["responses"]["409.conflict.idempotency_conflict"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    getIntegration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Integration"];
                };
            };
            400: components["responses"]["400.bad_request"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            414: components["responses"]["414.uri_too_long"];
            422: components["responses"]["422.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    deleteIntegration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400.bad_request.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    updateIntegration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    enabled?: boolean;
                    /**
                     * @description Findings at or above it.
                     * @enum {string}
                     */
                    severity_filter?: "info" | "low" | "medium" | "high" | "critical";
                    /** @description Null or empty: all targets. */
                    target_ids?: string[] | null;
                    /** @description Null or empty: all events. */
                    events?: ("scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed")[] | null;
                    /** @description What is left out is the kind’s own. */
                    delivery?: {
                        /** @description Of a large scan so many findings come one by one, most severe first, and the rest in one digest; null: all one by one. Only of kinds that call people: see `digest` of GET /integration-kinds. */
                        individually?: number | null;
                        /** @description Seconds before each further try. */
                        retry_schedule?: number[];
                    };
                    /** @description Replaces the given fields, null removes one. A new host needs the secrets given again. */
                    config?: {
                        [key: string]: unknown;
                    };
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntegrationWithSecret"];
                };
            };
            400: components["responses"]["400.bad_request.body_missing.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            409: components["responses"]["409.conflict"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    applyIntegrations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Each as it is to be, known by its name. */
                    integrations: ({
                        /** @constant */
                        kind: "slack";
                        name: string;
                        config: {
                            /**
                             * Webhook URL
                             * @description The incoming webhook of the channel: `https://hooks.slack.com/services/T…/B…/…`.
                             */
                            webhook_url: string;
                        };
                        enabled?: boolean;
                        /**
                         * @description Findings at or above it.
                         * @enum {string}
                         */
                        severity_filter?: "info" | "low" | "medium" | "high" | "critical";
                        /** @description Null or empty: all targets. */
                        target_ids?: string[] | null;
                        /** @description Null or empty: all events. */
                        events?: ("scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed")[] | null;
                        /** @description What is left out is the kind’s own. */
                        delivery?: {
                            /** @description Of a large scan so many findings come one by one, most severe first, and the rest in one digest; null: all one by one. Only of kinds that call people: see `digest` of GET /integration-kinds. */
                            individually?: number | null;
                            /** @description Seconds before each further try. */
                            retry_schedule?: number[];
                        };
                    } | {
                        /** @constant */
                        kind: "teams";
                        name: string;
                        config: {
                            /**
                             * Workflow URL
                             * @description The URL of a Workflows webhook, whole and unchanged: `https://….environment.api.powerplatform.com/powerautomate/automations/direct/workflows/…&sig=…`.
                             */
                            webhook_url: string;
                        };
                        enabled?: boolean;
                        /**
                         * @description Findings at or above it.
                         * @enum {string}
                         */
                        severity_filter?: "info" | "low" | "medium" | "high" | "critical";
                        /** @description Null or empty: all targets. */
                        target_ids?: string[] | null;
                        /** @description Null or empty: all events. */
                        events?: ("scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed")[] | null;
                        /** @description What is left out is the kind’s own. */
                        delivery?: {
                            /** @description Of a large scan so many findings come one by one, most severe first, and the rest in one digest; null: all one by one. Only of kinds that call people: see `digest` of GET /integration-kinds. */
                            individually?: number | null;
                            /** @description Seconds before each further try. */
                            retry_schedule?: number[];
                        };
                    } | {
                        /** @constant */
                        kind: "google_chat";
                        name: string;
                        config: {
                            /**
                             * Webhook URL
                             * @description The webhook of the space: `https://chat.googleapis.com/v1/spaces/…/messages?key=…&token=…`.
                             */
                            webhook_url: string;
                        };
                        enabled?: boolean;
                        /**
                         * @description Findings at or above it.
                         * @enum {string}
                         */
                        severity_filter?: "info" | "low" | "medium" | "high" | "critical";
                        /** @description Null or empty: all targets. */
                        target_ids?: string[] | null;
                        /** @description Null or empty: all events. */
                        events?: ("scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed")[] | null;
                        /** @description What is left out is the kind’s own. */
                        delivery?: {
                            /** @description Of a large scan so many findings come one by one, most severe first, and the rest in one digest; null: all one by one. Only of kinds that call people: see `digest` of GET /integration-kinds. */
                            individually?: number | null;
                            /** @description Seconds before each further try. */
                            retry_schedule?: number[];
                        };
                    } | {
                        /** @constant */
                        kind: "discord";
                        name: string;
                        config: {
                            /**
                             * Webhook URL
                             * @description The webhook of the channel: `https://discord.com/api/webhooks/ID/TOKEN`; with `?thread_id=…` it posts to that thread.
                             */
                            webhook_url: string;
                        };
                        enabled?: boolean;
                        /**
                         * @description Findings at or above it.
                         * @enum {string}
                         */
                        severity_filter?: "info" | "low" | "medium" | "high" | "critical";
                        /** @description Null or empty: all targets. */
                        target_ids?: string[] | null;
                        /** @description Null or empty: all events. */
                        events?: ("scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed")[] | null;
                        /** @description What is left out is the kind’s own. */
                        delivery?: {
                            /** @description Of a large scan so many findings come one by one, most severe first, and the rest in one digest; null: all one by one. Only of kinds that call people: see `digest` of GET /integration-kinds. */
                            individually?: number | null;
                            /** @description Seconds before each further try. */
                            retry_schedule?: number[];
                        };
                    } | {
                        /** @constant */
                        kind: "pagerduty";
                        name: string;
                        config: {
                            /**
                             * Routing key
                             * @description The integration key of a service's **Events API v2** integration, or of an event orchestration.
                             */
                            routing_key: string;
                            /**
                             * Region
                             * @description The service region of the account: `eu` where its address ends in `.eu.pagerduty.com`.
                             * @default us
                             * @enum {string}
                             */
                            region?: "us" | "eu";
                            /**
                             * Base URL
                             * @description Only to send elsewhere than to `https://events.pagerduty.com` or `https://events.eu.pagerduty.com`.
                             */
                            base_url?: string;
                        };
                        enabled?: boolean;
                        /**
                         * @description Findings at or above it.
                         * @enum {string}
                         */
                        severity_filter?: "info" | "low" | "medium" | "high" | "critical";
                        /** @description Null or empty: all targets. */
                        target_ids?: string[] | null;
                        /** @description Null or empty: all events. */
                        events?: ("scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed")[] | null;
                        /** @description What is left out is the kind’s own. */
                        delivery?: {
                            /** @description Of a large scan so many findings come one by one, most severe first, and the rest in one digest; null: all one by one. Only of kinds that call people: see `digest` of GET /integration-kinds. */
                            individually?: number | null;
                            /** @description Seconds before each further try. */
                            retry_schedule?: number[];
                        };
                    } | {
                        /** @constant */
                        kind: "opsgenie";
                        name: string;
                        config: {
                            /**
                             * API key
                             * @description The key of an integration of the type **API**.
                             */
                            api_key: string;
                            /**
                             * Region
                             * @description Where the Opsgenie account lives. Jira Service Management has one address for both.
                             * @default us
                             * @enum {string}
                             */
                            region?: "us" | "eu";
                            /**
                             * API
                             * @description `jsm` for Jira Service Management Operations, which takes over from Opsgenie.
                             * @default opsgenie
                             * @enum {string}
                             */
                            api?: "opsgenie" | "jsm";
                            /**
                             * Base URL
                             * @description Only to send elsewhere than to the address of API and region; `/v2/alerts` is added.
                             */
                            base_url?: string;
                        };
                        enabled?: boolean;
                        /**
                         * @description Findings at or above it.
                         * @enum {string}
                         */
                        severity_filter?: "info" | "low" | "medium" | "high" | "critical";
                        /** @description Null or empty: all targets. */
                        target_ids?: string[] | null;
                        /** @description Null or empty: all events. */
                        events?: ("scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed")[] | null;
                        /** @description What is left out is the kind’s own. */
                        delivery?: {
                            /** @description Of a large scan so many findings come one by one, most severe first, and the rest in one digest; null: all one by one. Only of kinds that call people: see `digest` of GET /integration-kinds. */
                            individually?: number | null;
                            /** @description Seconds before each further try. */
                            retry_schedule?: number[];
                        };
                    } | {
                        /** @constant */
                        kind: "splunk";
                        name: string;
                        config: {
                            /**
                             * Collector URL
                             * @description The HTTP Event Collector: `https://splunk.example:8088`, in Splunk Cloud `https://http-inputs-STACK.splunkcloud.com`. `/services/collector/event` is added.
                             */
                            hec_url: string;
                            /**
                             * Token
                             * @description The collector's token, mostly a GUID.
                             */
                            token: string;
                            /**
                             * Index
                             * @description Where the events go. The token's default index when left out.
                             */
                            index?: string;
                            /**
                             * Source
                             * @description The `source` of every event; the name of the product when left out.
                             */
                            source?: string;
                            /**
                             * Source type
                             * @description The `sourcetype` of every event; `pencheff:finding` and `pencheff:scan` when left out.
                             */
                            sourcetype?: string;
                            /**
                             * Acknowledgment
                             * @description Wait until the indexers have the event. On exactly when the token has indexer acknowledgment on.
                             * @default false
                             */
                            ack?: boolean;
                        };
                        enabled?: boolean;
                        /**
                         * @description Findings at or above it.
                         * @enum {string}
                         */
                        severity_filter?: "info" | "low" | "medium" | "high" | "critical";
                        /** @description Null or empty: all targets. */
                        target_ids?: string[] | null;
                        /** @description Null or empty: all events. */
                        events?: ("scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed")[] | null;
                        /** @description What is left out is the kind’s own. */
                        delivery?: {
                            /** @description Of a large scan so many findings come one by one, most severe first, and the rest in one digest; null: all one by one. Only of kinds that call people: see `digest` of GET /integration-kinds. */
                            individually?: number | null;
                            /** @description Seconds before each further try. */
                            retry_schedule?: number[];
                        };
                    } | {
                        /** @constant */
                        kind: "webhook";
                        name: string;
                        config: {
                            /**
                             * URL
                             * @description Where the events are posted to, with https.
                             */
                            webhook_url: string;
                            /**
                             * Signing secret
                             * @description `whsec_` and base64 of 24 to 64 bytes; with the `sha256` signature any text of 16 to 256 characters. Made, and shown once, when left out.
                             */
                            webhook_secret?: string;
                            /**
                             * Signature
                             * @description `standard` signs as Standard Webhooks does; `sha256` sends `X-Pencheff-Signature: sha256=…` over the body alone.
                             * @default standard
                             * @enum {string}
                             */
                            signature?: "standard" | "sha256";
                            /**
                             * Headers
                             * @description Sent along with every request, such as `Authorization`. At most 50.
                             */
                            headers?: {
                                [key: string]: string;
                            };
                        };
                        enabled?: boolean;
                        /**
                         * @description Findings at or above it.
                         * @enum {string}
                         */
                        severity_filter?: "info" | "low" | "medium" | "high" | "critical";
                        /** @description Null or empty: all targets. */
                        target_ids?: string[] | null;
                        /** @description Null or empty: all events. */
                        events?: ("scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed")[] | null;
                        /** @description What is left out is the kind’s own. */
                        delivery?: {
                            /** @description Of a large scan so many findings come one by one, most severe first, and the rest in one digest; null: all one by one. Only of kinds that call people: see `digest` of GET /integration-kinds. */
                            individually?: number | null;
                            /** @description Seconds before each further try. */
                            retry_schedule?: number[];
                        };
                    } | {
                        /** @constant */
                        kind: "github";
                        name: string;
                        config: {
                            /**
                             * Repository
                             * @description Where the issues are made: `owner/name`.
                             */
                            repo: string;
                            /**
                             * Token
                             * @description A fine-grained token with *Issues: read and write* on this repository.
                             */
                            token: string;
                            /**
                             * API URL
                             * @description `https://api.github.com` unless given. GitHub Enterprise Server: `https://HOST/api/v3`; GHE.com: `https://api.SUBDOMAIN.ghe.com`.
                             */
                            api_url?: string;
                            /**
                             * Labels
                             * @description Put on every issue that is made, beside `pencheff` and the severity.
                             */
                            labels?: string[];
                        };
                        enabled?: boolean;
                        /**
                         * @description Findings at or above it.
                         * @enum {string}
                         */
                        severity_filter?: "info" | "low" | "medium" | "high" | "critical";
                        /** @description Null or empty: all targets. */
                        target_ids?: string[] | null;
                        /** @description Null or empty: all events. */
                        events?: ("scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed")[] | null;
                        /** @description What is left out is the kind’s own. */
                        delivery?: {
                            /** @description Of a large scan so many findings come one by one, most severe first, and the rest in one digest; null: all one by one. Only of kinds that call people: see `digest` of GET /integration-kinds. */
                            individually?: number | null;
                            /** @description Seconds before each further try. */
                            retry_schedule?: number[];
                        };
                    } | {
                        /** @constant */
                        kind: "jira";
                        name: string;
                        config: {
                            /**
                             * Base URL
                             * @description Cloud: `https://SITE.atlassian.net`, or `https://api.atlassian.com/ex/jira/CLOUD_ID` for a scoped token. Data Center: its address with its path.
                             */
                            base_url: string;
                            /**
                             * E-mail
                             * Format: email
                             * @description The account that the token belongs to. Data Center's tokens need none.
                             */
                            email?: string;
                            /**
                             * API token
                             * @description The account's API token; in Data Center a personal access token.
                             */
                            api_token: string;
                            /**
                             * Project key
                             * @description What its issues start with: `SEC` of `SEC-42`.
                             */
                            project_key: string;
                            /**
                             * Issue type
                             * @description The name (or numeric id) of a type that the project offers.
                             * @default Task
                             */
                            issue_type?: string;
                            /**
                             * Labels
                             * @description Put on every issue that is made.
                             */
                            labels?: string[];
                            /**
                             * Closing transition
                             * @description The name of the transition that closes an issue. Otherwise the first that leads to a done status.
                             */
                            done_transition?: string;
                            /**
                             * Deployment
                             * @description Cloud, or a Jira Data Center that you run.
                             * @default cloud
                             * @enum {string}
                             */
                            deployment?: "cloud" | "data_center";
                        };
                        enabled?: boolean;
                        /**
                         * @description Findings at or above it.
                         * @enum {string}
                         */
                        severity_filter?: "info" | "low" | "medium" | "high" | "critical";
                        /** @description Null or empty: all targets. */
                        target_ids?: string[] | null;
                        /** @description Null or empty: all events. */
                        events?: ("scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed")[] | null;
                        /** @description What is left out is the kind’s own. */
                        delivery?: {
                            /** @description Of a large scan so many findings come one by one, most severe first, and the rest in one digest; null: all one by one. Only of kinds that call people: see `digest` of GET /integration-kinds. */
                            individually?: number | null;
                            /** @description Seconds before each further try. */
                            retry_schedule?: number[];
                        };
                    })[];
                    /** @description Deletes what an earlier apply made and this one leaves out. */
                    prune?: boolean;
                    /** @description Says what would change, and changes nothing. */
                    dry_run?: boolean;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppliedIntegrations"];
                };
            };
            400: components["responses"]["400.bad_request.body_missing.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            409: components["responses"]["409.conflict"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    testIntegration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestResult"];
                };
            };
            400: components["responses"]["400.bad_request.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    reachIntegration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReachResult"];
                };
            };
            400: components["responses"]["400.bad_request.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    previewIntegration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    event: "scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed";
                    /**
                     * Format: uuid
                     * @description Of a real finding, for a finding event; a sample is shown without it.
                     */
                    finding_id?: string;
                    /**
                     * Format: uuid
                     * @description Of a real scan, for a scan event; a sample is shown without it.
                     */
                    scan_id?: string;
                    /** @description The sample of a digest in place of one message. */
                    digest?: boolean;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            400: components["responses"]["400.bad_request.body_missing.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            409: components["responses"]["409.credential_unusable"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    dryRunIntegrationKind: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                kind: "slack" | "teams" | "google_chat" | "discord" | "pagerduty" | "opsgenie" | "splunk" | "webhook" | "github" | "jira";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    enabled?: boolean;
                    /**
                     * @description Findings at or above it.
                     * @enum {string}
                     */
                    severity_filter?: "info" | "low" | "medium" | "high" | "critical";
                    /** @description Null or empty: all targets. */
                    target_ids?: string[] | null;
                    /** @description Null or empty: all events. */
                    events?: ("scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed")[] | null;
                    /** @description What is left out is the kind’s own. */
                    delivery?: {
                        /** @description Of a large scan so many findings come one by one, most severe first, and the rest in one digest; null: all one by one. Only of kinds that call people: see `digest` of GET /integration-kinds. */
                        individually?: number | null;
                        /** @description Seconds before each further try. */
                        retry_schedule?: number[];
                    };
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DryRun"];
                };
            };
            400: components["responses"]["400.bad_request.body_missing.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    dryRunIntegration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    enabled?: boolean;
                    /**
                     * @description Findings at or above it.
                     * @enum {string}
                     */
                    severity_filter?: "info" | "low" | "medium" | "high" | "critical";
                    /** @description Null or empty: all targets. */
                    target_ids?: string[] | null;
                    /** @description Null or empty: all events. */
                    events?: ("scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed")[] | null;
                    /** @description What is left out is the kind’s own. */
                    delivery?: {
                        /** @description Of a large scan so many findings come one by one, most severe first, and the rest in one digest; null: all one by one. Only of kinds that call people: see `digest` of GET /integration-kinds. */
                        individually?: number | null;
                        /** @description Seconds before each further try. */
                        retry_schedule?: number[];
                    };
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DryRun"];
                };
            };
            400: components["responses"]["400.bad_request.body_missing.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description Items of one page, 1 to 200; 50 unless told. */
                limit?: number;
                /** @description The `next_cursor` of the page before. */
                cursor?: string;
                event?: "scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed";
                target_id?: string;
                scan_id?: string;
                finding_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Event"][];
                        /** @description Gives the next page; null on the last. */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["400.bad_request"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            406: components["responses"]["406.not_acceptable"];
            414: components["responses"]["414.uri_too_long"];
            422: components["responses"]["422.bad_cursor.invalid.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    getEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoutedEvent"];
                };
            };
            400: components["responses"]["400.bad_request"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            414: components["responses"]["414.uri_too_long"];
            422: components["responses"]["422.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    routeEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoutedEvent"];
                };
            };
            400: components["responses"]["400.bad_request.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            409: components["responses"]["409.conflict"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                /** @description Items of one page, 1 to 200; 50 unless told. */
                limit?: number;
                /** @description The `next_cursor` of the page before. */
                cursor?: string;
                integration_id?: string;
                event_id?: string;
                finding_id?: string;
                /** @description With the deliveries of that scan's finding events. */
                scan_id?: string;
                state?: "pending" | "retrying" | "delivered" | "dead" | "cancelled" | "held";
                event?: "scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed";
                /** @description Made then or later. */
                since?: string;
                /** @description Made before. */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Delivery"][];
                        /** @description Gives the next page; null on the last. */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["400.bad_request"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            406: components["responses"]["406.not_acceptable"];
            414: components["responses"]["414.uri_too_long"];
            422: components["responses"]["422.bad_cursor.invalid.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    getDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryWithAttempts"];
                };
            };
            400: components["responses"]["400.bad_request"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            414: components["responses"]["414.uri_too_long"];
            422: components["responses"]["422.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    replayDeliveries: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    integration_id?: string;
                    /** Format: uuid */
                    event_id?: string;
                    /** Format: uuid */
                    finding_id?: string;
                    /**
                     * Format: uuid
                     * @description With the deliveries of that scan's finding events.
                     */
                    scan_id?: string;
                    /** @enum {string} */
                    state?: "pending" | "retrying" | "delivered" | "dead" | "cancelled" | "held";
                    /** @enum {string} */
                    event?: "scan_started" | "scan_done" | "scan_failed" | "finding_new" | "finding_changed";
                    /**
                     * Format: date-time
                     * @description Made then or later.
                     */
                    since?: string;
                    /**
                     * Format: date-time
                     * @description Made before.
                     */
                    until?: string;
                    dry_run?: boolean;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayCount"];
                };
            };
            400: components["responses"]["400.bad_request.body_missing.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    replayDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryWithAttempts"];
                };
            };
            400: components["responses"]["400.bad_request.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            409: components["responses"]["409.conflict"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    getOverview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
            400: components["responses"]["400.bad_request"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            406: components["responses"]["406.not_acceptable"];
            414: components["responses"]["414.uri_too_long"];
            422: components["responses"]["422.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    streamChanges: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream; the data of each event is JSON */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["ChangeNotice"];
                };
            };
            400: components["responses"]["400.bad_request"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            406: components["responses"]["406.not_acceptable"];
            414: components["responses"]["414.uri_too_long"];
            422: components["responses"]["422.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    listKeys: {
        parameters: {
            query?: {
                /** @description Items of one page, 1 to 200; 50 unless told. */
                limit?: number;
                /** @description The `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Key"][];
                        /** @description Gives the next page; null on the last. */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["400.bad_request"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            406: components["responses"]["406.not_acceptable"];
            414: components["responses"]["414.uri_too_long"];
            422: components["responses"]["422.bad_cursor.invalid.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body within 24 hours give the same answer again and make nothing twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /** @description What the key may do; no more than the key that makes it. `write` does not imply `read`. */
                    scopes: ("targets:read" | "targets:write" | "scans:read" | "scans:write" | "findings:read" | "findings:write" | "integrations:read" | "integrations:write" | "events:read" | "deliveries:read" | "deliveries:write" | "keys:read" | "keys:write" | "audit:read" | "users:read" | "users:write" | "owners:write" | "mcp:unattended")[];
                    expires_at?: string | null;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewKey"];
                };
            };
            400: components["responses"]["400.bad_request.body_missing.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            409: components["responses"]["409.conflict.idempotency_conflict"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    deleteKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400.bad_request.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            409: components["responses"]["409.conflict"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description Items of one page, 1 to 200; 50 unless told. */
                limit?: number;
                /** @description The `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["User"][];
                        /** @description Gives the next page; null on the last. */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["400.bad_request"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            406: components["responses"]["406.not_acceptable"];
            414: components["responses"]["414.uri_too_long"];
            422: components["responses"]["422.bad_cursor.invalid.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    createUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body within 24 hours give the same answer again and make nothing twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: email */
                    email: string;
                    name?: string;
                    /**
                     * @description What they may do: `viewer` reads, `analyst` also scans and triages, `admin` all but owners, `owner` all.
                     * @enum {string}
                     */
                    role: "owner" | "admin" | "analyst" | "viewer";
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserWithLink"];
                };
            };
            400: components["responses"]["400.bad_request.body_missing.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            409: components["responses"]["409.conflict.idempotency_conflict"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    getUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["400.bad_request"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            414: components["responses"]["414.uri_too_long"];
            422: components["responses"]["422.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    deleteUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400.bad_request.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            409: components["responses"]["409.conflict"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    updateUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    /**
                     * @description What they may do: `viewer` reads, `analyst` also scans and triages, `admin` all but owners, `owner` all.
                     * @enum {string}
                     */
                    role?: "owner" | "admin" | "analyst" | "viewer";
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["400.bad_request.body_missing.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            409: components["responses"]["409.conflict"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    renewUserLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserWithLink"];
                };
            };
            400: components["responses"]["400.bad_request.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["400.bad_request"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            406: components["responses"]["406.not_acceptable"];
            414: components["responses"]["414.uri_too_long"];
            422: components["responses"]["422.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: email */
                    email: string;
                    password: string;
                    /**
                     * Format: uuid
                     * @description For somebody who is in several workspaces with one password.
                     */
                    workspace_id?: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["400.bad_request.body_missing.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.wrong_credentials"];
            403: components["responses"]["403.cross_site"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400.bad_request.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    current_password: string;
                    new_password: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["400.bad_request.body_missing.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized.wrong_credentials"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    readSetUpLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description What stands behind the `#` of the link. */
                    token: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetUpLink"];
                };
            };
            400: components["responses"]["400.bad_request.body_missing.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            403: components["responses"]["403.cross_site"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    setUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description What stands behind the `#` of the link. */
                    token: string;
                    password: string;
                    /**
                     * Format: email
                     * @description Of the first owner; else it is known.
                     */
                    email?: string;
                    /** @description Of the first owner. */
                    name?: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["400.bad_request.body_missing.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            403: components["responses"]["403.cross_site"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    getSingleSignOn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleSignOn"];
                };
            };
            400: components["responses"]["400.bad_request"];
            406: components["responses"]["406.not_acceptable"];
            414: components["responses"]["414.uri_too_long"];
            422: components["responses"]["422.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    beginSingleSignOn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Go on there */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400.bad_request"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            414: components["responses"]["414.uri_too_long"];
            422: components["responses"]["422.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    finishSingleSignOn: {
        parameters: {
            query?: {
                code?: string;
                state?: string;
                iss?: string;
                error?: string;
                error_description?: string;
                error_uri?: string;
                session_state?: string;
                scope?: string;
                authuser?: string;
                prompt?: string;
                hd?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Go on there */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400.bad_request"];
            404: components["responses"]["404.not_found"];
            406: components["responses"]["406.not_acceptable"];
            414: components["responses"]["414.uri_too_long"];
            422: components["responses"]["422.invalid.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    getRetention: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retention"];
                };
            };
            400: components["responses"]["400.bad_request"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            406: components["responses"]["406.not_acceptable"];
            414: components["responses"]["414.uri_too_long"];
            422: components["responses"]["422.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    listWorkspaces: {
        parameters: {
            query?: {
                /** @description Items of one page, 1 to 200; 50 unless told. */
                limit?: number;
                /** @description The `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Workspace"][];
                        /** @description Gives the next page; null on the last. */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["400.bad_request"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            406: components["responses"]["406.not_acceptable"];
            414: components["responses"]["414.uri_too_long"];
            422: components["responses"]["422.bad_cursor.invalid.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    createWorkspace: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body within 24 hours give the same answer again and make nothing twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewWorkspace"];
                };
            };
            400: components["responses"]["400.bad_request.body_missing.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            409: components["responses"]["409.conflict.idempotency_conflict"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    listVaultKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["VaultKey"][];
                        /** @description Gives the next page; null on the last. */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["400.bad_request"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            406: components["responses"]["406.not_acceptable"];
            414: components["responses"]["414.uri_too_long"];
            422: components["responses"]["422.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    rotateVaultKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VaultRotation"];
                };
            };
            400: components["responses"]["400.bad_request.body_not_json.body_not_utf8.duplicate_key.forbidden_key.too_deep"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            406: components["responses"]["406.not_acceptable"];
            408: components["responses"]["408.request_timeout"];
            413: components["responses"]["413.too_large"];
            414: components["responses"]["414.uri_too_long"];
            415: components["responses"]["415.unsupported_media_type"];
            422: components["responses"]["422.invalid.not_well_formed_unicode.too_many_keys.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
    listAudit: {
        parameters: {
            query?: {
                /** @description Items of one page, 1 to 200; 50 unless told. */
                limit?: number;
                /** @description The `next_cursor` of the page before. */
                cursor?: string;
                operation?: string;
                object_id?: string;
                actor_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AuditEntry"][];
                        /** @description Gives the next page; null on the last. */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["400.bad_request"];
            401: components["responses"]["401.unauthorized"];
            403: components["responses"]["403.cross_site.insufficient_scope"];
            406: components["responses"]["406.not_acceptable"];
            414: components["responses"]["414.uri_too_long"];
            422: components["responses"]["422.bad_cursor.invalid.unknown_parameter"];
            429: components["responses"]["429.rate_limited"];
            431: components["responses"]["431.headers_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.unavailable"];
        };
    };
}
