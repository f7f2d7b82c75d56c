// Generated from apps/gateway/openapi.json by `npm run generate`.

export interface paths {
    "/api/about": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The page about the site
         * @description Who may call: Anyone.
         */
        get: operations["getAbout"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/approval": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Credits and codes above the approval threshold, newest first
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["listApprovals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/approval/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve or reject what another administrator asked for
         * @description Who may call: Administrators (role 10 or above).
         */
        post: operations["decideApproval"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who did what, newest first
         * @description Who may call: Root (role 100).
         */
        get: operations["listAuditEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check the seals over the whole audit trail
         * @description Who may call: Root (role 100).
         */
        get: operations["verifyAuditTrail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/authz/catalog": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What administrators may do, by resource and action
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["listPermissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/channel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Channels, kept by the relay: an empty page
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["listChannels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/channel/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Kept by the relay: an empty list
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["listChannelModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/channel/models_enabled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Models that any group may use
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["listEnabledModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/channel/ops": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How often the relay tries again
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["getChannelOperations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/channel/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Channels, kept by the relay: an empty page
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["searchChannels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/channel/tag/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Models of a tag, kept by the relay: none
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["listModelsOfChannelTag"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/creem/webhook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Creem's events
         * @description Who may call: Anyone.
         */
        post: operations["receiveCreemWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/custom-oauth-provider": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All custom OAuth providers
         * @description Who may call: Root (role 100).
         */
        get: operations["listCustomProviders"];
        put?: never;
        /**
         * Make a custom OAuth provider
         * @description Who may call: Root (role 100).
         */
        post: operations["createCustomProvider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/custom-oauth-provider/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One custom OAuth provider
         * @description Who may call: Root (role 100).
         */
        get: operations["getCustomProvider"];
        /**
         * Change a custom OAuth provider
         * @description Who may call: Root (role 100).
         */
        put: operations["updateCustomProvider"];
        post?: never;
        /**
         * Delete a custom OAuth provider to which no account is bound
         * @description Who may call: Root (role 100).
         */
        delete: operations["deleteCustomProvider"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/custom-oauth-provider/discovery": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read the discovery document of a provider
         * @description Who may call: Root (role 100).
         */
        post: operations["discoverCustomProvider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/data": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Usage by model and hour
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["getUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/data/flow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Usage by user, group, channel and model
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["getUsageFlows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/data/flow/self": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your usage by key, group and model
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["getOwnUsageFlows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/data/self": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your usage by model and hour
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["getOwnUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/data/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Usage by user and hour
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["getUsageOfUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/deployments/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether models are deployed at io.net: the relay does that
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["getDeploymentSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/group": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Names of the groups there are
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["listGroups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/home_page_content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The content of the home page
         * @description Who may call: Anyone.
         */
        get: operations["getHomePage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ledger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Movements of a user's balance, newest first
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["listLedgerEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ledger/self": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Movements of the own balance, newest first
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["listOwnLedgerEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ledger/trial_balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether every balance is what its entries say
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["getTrialBalance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All users' logs, newest first
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["listLogs"];
        put?: never;
        post?: never;
        /**
         * Delete log lines older than a time
         * @description Who may call: Administrators (role 10 or above).
         */
        delete: operations["deleteLogs"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/log/channel_affinity_usage_cache": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Use of the relay's cache of channels: none
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["getLogChannelAffinityUsageCache"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/log/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The newest hundred lines of all users' logs with a keyword
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["searchLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/log/self": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your log, newest first
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["listOwnLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/log/self/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The newest hundred lines of your log with a keyword
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["searchOwnLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/log/self/stat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your usage
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["getOwnLogStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/log/stat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Usage of all users
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["getLogStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/log/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The newest hundred lines of an API key, for whoever holds it
         * @description Who may call: Anyone.
         */
        get: operations["listLogsOfApiKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/mj": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Kept by the relay: an empty page
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["listDrawingTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/mj/self": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Kept by the relay: an empty page
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["listOwnDrawingTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Models by type of channel, kept by the relay: none
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["listModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/missing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Kept by the relay: an empty list
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["listMissingModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Models, kept by the relay: an empty page
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["searchModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notice": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The notice
         * @description Who may call: Anyone.
         */
        get: operations["getNotice"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/oauth/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Log in, or bind, with what the provider answered
         * @description Who may call: Anyone.
         */
        get: operations["finishThirdPartyLogin"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/oauth/{provider}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Go to a provider's login, with PKCE and a nonce
         * @description Who may call: Anyone.
         */
        get: operations["startThirdPartyLogin"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/oauth/email/bind": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Put a proven address on your account
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["bindEmailByLink"];
        put?: never;
        /**
         * Put a proven address on your account
         * @description Who may call: Any user (role 1 or above).
         */
        post: operations["bindEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/oauth/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A state for a login elsewhere, or, with a session, for binding an account
         * @description Who may call: Anyone.
         */
        get: operations["getLoginState"];
        put?: never;
        /**
         * A state for logging in with a provider, or for binding an account of it
         * @description Who may call: Anyone.
         */
        post: operations["createLoginFlow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/oauth/telegram/bind": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Bind a Telegram account; reached by navigation
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["bindTelegram"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/oauth/telegram/bind/{flow_token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Bind the Telegram account; reached by navigation
         * @description Who may call: Anyone.
         */
        get: operations["finishTelegramBinding"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/oauth/telegram/bind/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to bind a Telegram account
         * @description Who may call: Any user (role 1 or above).
         */
        post: operations["startTelegramBinding"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/oauth/telegram/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Log in with Telegram's widget; it never makes an account
         * @description Who may call: Anyone.
         */
        get: operations["loginWithTelegram"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/oauth/wechat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Log in with a code from the WeChat account
         * @description Who may call: Anyone.
         */
        get: operations["loginWithWeChat"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/oauth/wechat/bind": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Bind a WeChat account
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["bindWeChatByLink"];
        put?: never;
        /**
         * Bind a WeChat account
         * @description Who may call: Any user (role 1 or above).
         */
        post: operations["bindWeChat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/option": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every option with its value in force; secrets are never read back
         * @description Who may call: Root (role 100).
         */
        get: operations["listOptions"];
        /**
         * Change one option; in force on every replica when this answers
         * @description Who may call: Root (role 100).
         */
        put: operations["updateOption"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/option/channel_affinity_cache": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The relay's cache of channels: empty
         * @description Who may call: Root (role 100).
         */
        get: operations["getChannelAffinityCache"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/option/mail_failures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Mails that the mail server did not accept, newest first
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["listMailFailures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/option/migrate_console_setting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move panels kept under the keys of old versions to console_setting.*
         * @description Who may call: Root (role 100).
         */
        post: operations["migrateConsoleSettings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/option/payment_compliance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm that payments comply; the web clients of 2026 ask for it
         * @description Who may call: Root (role 100).
         */
        post: operations["confirmPaymentCompliance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/option/rest_model_ratio": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take the model ratios back to their defaults
         * @description Who may call: Root (role 100).
         */
        post: operations["resetModelRatios"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/option/test_mail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test mail and return the answer of the mail server
         * @description Who may call: Root (role 100).
         */
        post: operations["sendTestMail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/perf-metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Speed of one model, kept by the relay: empty
         * @description Who may call: Anyone.
         */
        get: operations["getModelPerformance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/perf-metrics/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Speed of models, kept by the relay: empty
         * @description Who may call: Anyone.
         */
        get: operations["getModelPerformanceSummary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/performance/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Files of the log: there are none, because it goes to the standard output
         * @description Who may call: Root (role 100).
         */
        get: operations["listLogFiles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/performance/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Memory and disk of the process of the administration that answers
         * @description Who may call: Root (role 100).
         */
        get: operations["getProcessStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/prefill_group": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Kept by the relay: an empty list
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["listPrefillGroups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pricing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Groups with their ratios, in the shape of New API's list of models
         * @description Who may call: Anyone.
         */
        get: operations["getPricing"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/privacy-policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The privacy policy
         * @description Who may call: Anyone.
         */
        get: operations["getPrivacyPolicy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rankings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rankings of models, kept by the relay: empty
         * @description Who may call: Anyone.
         */
        get: operations["getRankings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ratio_sync/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Channels whose ratios could be taken over: none
         * @description Who may call: Root (role 100).
         */
        get: operations["listRatioSources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/redemption": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Redemption codes
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["listRedemptionCodes"];
        /**
         * Change a redemption code, or only its status
         * @description Who may call: Administrators (role 10 or above).
         */
        put: operations["updateRedemptionCode"];
        /**
         * Make redemption codes
         * @description Who may call: Administrators (role 10 or above).
         */
        post: operations["createRedemptionCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/redemption/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One redemption code
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["getRedemptionCode"];
        put?: never;
        post?: never;
        /**
         * Delete a redemption code
         * @description Who may call: Administrators (role 10 or above).
         */
        delete: operations["deleteRedemptionCode"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/redemption/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The codes of a batch, as CSV
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["exportRedemptionCodes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/redemption/invalid": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete codes that are used, disabled or expired
         * @description Who may call: Administrators (role 10 or above).
         */
        delete: operations["deleteInvalidRedemptionCodes"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/redemption/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Redemption codes by id or name
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["searchRedemptionCodes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/relay-credential": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The credentials of relays, revoked ones included
         * @description Who may call: Root (role 100).
         */
        get: operations["listRelayCredentials"];
        put?: never;
        /**
         * Make a relay credential; its secret is answered once
         * @description Who may call: Root (role 100).
         */
        post: operations["createRelayCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/relay-credential/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a relay credential: it is refused on the next request
         * @description Who may call: Root (role 100).
         */
        delete: operations["revokeRelayCredential"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/relay-credential/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace the secret of a relay credential; the old one stays valid for a while
         * @description Who may call: Root (role 100).
         */
        post: operations["rotateRelayCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/relay/extend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keep a reservation for longer, or change its amount
         * @description Who may call: Relays, with a relay credential.
         */
        post: operations["extendReservation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/relay/receipt/{request_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What became of one request
         * @description Who may call: Relays, with a relay credential.
         */
        get: operations["getRelayReceipt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/relay/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Free a reservation whose request failed
         * @description Who may call: Relays, with a relay credential.
         */
        post: operations["releaseReservation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/relay/reserve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set quota aside for a request that is about to be served
         * @description Who may call: Relays, with a relay credential.
         */
        post: operations["reserveQuota"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/relay/settle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Charge what a request cost and free the rest of its reservation, exactly once
         * @description Who may call: Relays, with a relay credential.
         */
        post: operations["settleReservation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/relay/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Charge up to 1,000 requests that were served without a reservation, each exactly once
         * @description Who may call: Relays, with a relay credential.
         */
        post: operations["reportUsage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/relay/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Whether an API key may make a call, and what it may spend
         * @description Who may call: Relays, with a relay credential.
         */
        post: operations["verifyApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reset_password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Mail a link that resets the password; the answer is the same whether or not an account has the address
         * @description Who may call: Anyone.
         */
        get: operations["requestPasswordReset"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the system is set up
         * @description Who may call: Anyone.
         */
        get: operations["getSetup"];
        put?: never;
        /**
         * Create the root account and begin
         * @description Who may call: Anyone.
         */
        post: operations["setUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a client shows before login
         * @description Who may call: Anyone.
         */
        get: operations["getStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/status/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether database, bus, mail, jobs and the audit trail work
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["testStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stripe/webhook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stripe's events
         * @description Who may call: Anyone.
         */
        post: operations["receiveStripeWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subscription/admin/bind": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a plan to a user
         * @description Who may call: Administrators (role 10 or above).
         */
        post: operations["bindSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subscription/admin/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All plans, those that are switched off included
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["listSubscriptionPlansToManage"];
        put?: never;
        /**
         * Make a plan
         * @description Who may call: Administrators (role 10 or above).
         */
        post: operations["createSubscriptionPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subscription/admin/plans/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change a plan; orders and subscriptions keep their terms
         * @description Who may call: Administrators (role 10 or above).
         */
        put: operations["updateSubscriptionPlan"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Offer a plan or withdraw it
         * @description Who may call: Administrators (role 10 or above).
         */
        patch: operations["switchSubscriptionPlan"];
        trace?: never;
    };
    "/api/subscription/admin/plans/{id}/subscriptions/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Fill up all subscriptions of a plan
         * @description Who may call: Administrators (role 10 or above).
         */
        post: operations["resetSubscriptionsOfPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subscription/admin/user_subscriptions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a subscription and remove it from the lists
         * @description Who may call: Administrators (role 10 or above).
         */
        delete: operations["deleteSubscription"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subscription/admin/user_subscriptions/{id}/invalidate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a subscription at once
         * @description Who may call: Administrators (role 10 or above).
         */
        post: operations["invalidateSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subscription/admin/users/{id}/subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The subscriptions of a user
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["listSubscriptionsOfUser"];
        put?: never;
        /**
         * Give a plan to a user
         * @description Who may call: Administrators (role 10 or above).
         */
        post: operations["createSubscriptionOfUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subscription/admin/users/{id}/subscriptions/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Fill up the subscriptions of a user
         * @description Who may call: Administrators (role 10 or above).
         */
        post: operations["resetSubscriptionsOfUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subscription/balance/pay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Buy a plan from the balance
         * @description Who may call: Any user (role 1 or above).
         */
        post: operations["paySubscriptionFromBalance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subscription/creem/pay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Order a plan and get the Creem page that pays it
         * @description Who may call: Any user (role 1 or above).
         */
        post: operations["paySubscriptionWithCreem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subscription/epay/notify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The payment provider's word on an order
         * @description Who may call: Anyone.
         */
        get: operations["receiveEpaySubscriptionNotification"];
        put?: never;
        /**
         * The payment provider's word on an order
         * @description Who may call: Anyone.
         */
        post: operations["receiveEpaySubscriptionNotificationByForm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subscription/epay/pay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Order a plan and get the form that pays it
         * @description Who may call: Any user (role 1 or above).
         */
        post: operations["paySubscriptionWithEpay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subscription/epay/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where the browser goes when it comes back from the payment page
         * @description Who may call: Anyone.
         */
        get: operations["returnFromEpaySubscription"];
        put?: never;
        /**
         * Where the browser goes when it comes back from the payment page
         * @description Who may call: Anyone.
         */
        post: operations["returnFromEpaySubscriptionByForm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subscription/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The plans that you can buy
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["listSubscriptionPlans"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subscription/self": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your subscriptions
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["listOwnSubscriptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subscription/self/preference": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Choose whether calls use plans or balance first
         * @description Who may call: Any user (role 1 or above).
         */
        put: operations["updateSubscriptionPreference"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subscription/stripe/pay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Order a plan and get the Checkout page that pays it
         * @description Who may call: Any user (role 1 or above).
         */
        post: operations["paySubscriptionWithStripe"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system-info/instances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The process of the administration that answers
         * @description Who may call: Root (role 100).
         */
        get: operations["listInstances"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system-info/instances/{node_name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Forget a stale instance: there are none
         * @description Who may call: Root (role 100).
         */
        delete: operations["deleteInstance"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system-info/stale-instances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Forget stale instances: there are none, because only the one that answers is listed
         * @description Who may call: Root (role 100).
         */
        delete: operations["deleteStaleInstances"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system-task/{task_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One task
         * @description Who may call: Root (role 100).
         */
        get: operations["getSystemTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system-task/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The task of a type that is under way
         * @description Who may call: Root (role 100).
         */
        get: operations["getCurrentSystemTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system-task/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The newest tasks
         * @description Who may call: Root (role 100).
         */
        get: operations["listSystemTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system-task/log-cleanup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to delete old log lines; while that is under way, the same task again
         * @description Who may call: Root (role 100).
         */
        post: operations["startLogCleanUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/task": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Kept by the relay: an empty page
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["listTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/task/self": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Kept by the relay: an empty page
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["listOwnTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your API keys, newest first
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["listApiKeys"];
        /**
         * Change an API key
         * @description Who may call: Any user (role 1 or above).
         */
        put: operations["updateApiKey"];
        /**
         * Make an API key
         * @description Who may call: Any user (role 1 or above).
         */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/token/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One of your API keys
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["getApiKey"];
        put?: never;
        post?: never;
        /**
         * Delete an API key
         * @description Who may call: Any user (role 1 or above).
         */
        delete: operations["deleteApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/token/{id}/key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * One of your API keys, to copy it
         * @description Who may call: Any user (role 1 or above).
         */
        post: operations["copyApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/token/auto-groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a key with the group auto may choose among
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["listAutoGroups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/token/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delete several API keys
         * @description Who may call: Any user (role 1 or above).
         */
        post: operations["deleteApiKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/token/batch/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Several of your API keys, to copy them
         * @description Who may call: Any user (role 1 or above).
         */
        post: operations["copyApiKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/token/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search your API keys: the newest 100, or as many as one answer holds
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["searchApiKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/topup/callbacks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Callbacks that name an order and did not verify, oldest first; at most ten are kept for an order
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["listRefusedCallbacks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/topup/quarantine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rightly signed callbacks that fitted no order, newest first
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["listQuarantinedPayments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/topup/quarantine/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark a quarantined callback as dealt with; credits nothing
         * @description Who may call: Administrators (role 10 or above).
         */
        post: operations["resolveQuarantinedPayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/uptime/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the Uptime Kuma pages in the options say
         * @description Who may call: Anyone.
         */
        get: operations["getUptime"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/usage/receipt/{request_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What became of one of your requests
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["getUsageReceipt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/usage/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the presented API key may spend and has spent
         * @description Who may call: Anyone.
         */
        get: operations["getUsageOfApiKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All users, newest first
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["listUsers"];
        /**
         * Change what is given of a user of lower rank
         * @description Who may call: Administrators (role 10 or above).
         */
        put: operations["updateUser"];
        /**
         * Create a user of lower rank
         * @description Who may call: Administrators (role 10 or above).
         */
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user-agreement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The user agreement
         * @description Who may call: Anyone.
         */
        get: operations["getUserAgreement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/2fa/backup_codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * New backup codes; the old ones are over
         * @description Who may call: Any user (role 1 or above).
         */
        post: operations["replaceBackupCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/2fa/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Switch the second factor off
         * @description Who may call: Any user (role 1 or above).
         */
        post: operations["disableSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/2fa/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Switch the second factor on with a first code
         * @description Who may call: Any user (role 1 or above).
         */
        post: operations["enableSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/2fa/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A new secret for an authenticator app; in force once enabled
         * @description Who may call: Any user (role 1 or above).
         */
        post: operations["setUpSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/2fa/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many users have a second factor
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["getSecondFactorStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/2fa/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether your second factor is on
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["getSecondFactorStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One user in full
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["getUser"];
        put?: never;
        post?: never;
        /**
         * Delete a user for good; the ledger keeps its lines under the account number
         * @description Who may call: Administrators (role 10 or above).
         */
        delete: operations["eraseUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/{id}/2fa": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Switch a lower user's second factor off
         * @description Who may call: Administrators (role 10 or above).
         */
        delete: operations["disableSecondFactorOfUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/{id}/bindings/{type}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take a lower user's address or bound account away; one that is not bound is no error
         * @description Who may call: Administrators (role 10 or above).
         */
        delete: operations["unbindUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All that is kept of a user, by table, without secrets; audited
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["exportUser"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/{id}/oauth/bindings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A lower user's accounts at custom providers
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["listBindingsOfUser"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/{id}/oauth/bindings/{provider_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Unbind a lower user's account at a custom provider; one that is not bound is no error
         * @description Who may call: Administrators (role 10 or above).
         */
        delete: operations["deleteBindingOfUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/{id}/reset_passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a lower user's passkeys
         * @description Who may call: Administrators (role 10 or above).
         */
        delete: operations["deletePasskeysOfUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/{user_id}/security_log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to the security of a lower user's account
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["listSecurityEventsOfUser"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/{user_id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A lower user's sessions
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["listSessionsOfUser"];
        put?: never;
        post?: never;
        /**
         * End all of a lower user's sessions
         * @description Who may call: Administrators (role 10 or above).
         */
        delete: operations["endSessionsOfUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/{user_id}/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of a lower user's sessions
         * @description Who may call: Administrators (role 10 or above).
         */
        delete: operations["endSessionOfUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/{user_id}/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A lower user's API keys, without the keys themselves
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["getUserUserIdTokens"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/{user_id}/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Disable a lower user's API key
         * @description Who may call: Administrators (role 10 or above).
         */
        put: operations["putUserUserIdTokensId"];
        post?: never;
        /**
         * Delete a lower user's API key
         * @description Who may call: Administrators (role 10 or above).
         */
        delete: operations["deleteUserUserIdTokensId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/aff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your affiliate code, made on first call
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["getAffiliateCode"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/aff_transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Transfer affiliate quota to the balance
         * @description Who may call: Any user (role 1 or above).
         */
        post: operations["transferAffiliateQuota"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/amount": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What an amount costs
         * @description Who may call: Any user (role 1 or above).
         */
        post: operations["getEpayAmount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the session of the access token or of the refresh cookie
         * @description Who may call: Anyone.
         */
        post: operations["endBearerSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A new access token for the refresh cookie, which rotates
         * @description Who may call: Anyone.
         */
        post: operations["refreshBearerSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/bindings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The accounts bound to yours
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["listBindings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/checkin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your check-ins of a month
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["getCheckIns"];
        put?: never;
        /**
         * Check in today
         * @description Who may call: Any user (role 1 or above).
         */
        post: operations["checkIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/creem/pay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an order for a product and the page that pays it
         * @description Who may call: Any user (role 1 or above).
         */
        post: operations["payWithCreem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/epay/notify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The payment provider's word on an order
         * @description Who may call: Anyone.
         */
        get: operations["receiveEpayNotification"];
        put?: never;
        /**
         * The payment provider's word on an order
         * @description Who may call: Anyone.
         */
        post: operations["receiveEpayNotificationByForm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Groups that anyone may use
         * @description Who may call: Anyone.
         */
        get: operations["listGroupsOfSite"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in with a password
         * @description Who may call: Anyone.
         */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/login/2fa": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Finish a login with the second factor
         * @description Who may call: Anyone.
         */
        post: operations["loginWithSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * End this session and its token
         * @description Who may call: Anyone.
         */
        get: operations["logoutByLink"];
        put?: never;
        /**
         * End this session and its token
         * @description Who may call: Anyone.
         */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/manage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disable, enable, delete, restore, promote, demote or unlock a user, or change the balance
         * @description Who may call: Administrators (role 10 or above).
         */
        post: operations["manageUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Models that your groups may use
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["listOwnModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/oauth/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Unbind an account, unless it is the last way into yours
         * @description Who may call: Any user (role 1 or above).
         */
        delete: operations["unbindThirdParty"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/oauth/bindings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your accounts at custom providers
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["listCustomBindings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/oauth/bindings/{provider_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Unbind an account at a custom provider; one that is not bound is no error
         * @description Who may call: Any user (role 1 or above).
         */
        delete: operations["deleteCustomBinding"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your passkeys
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["getPasskeyStatus"];
        put?: never;
        post?: never;
        /**
         * Remove all your passkeys
         * @description Who may call: Any user (role 1 or above).
         */
        delete: operations["deletePasskey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/passkey/login/begin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to log in with a passkey
         * @description Who may call: Anyone.
         */
        post: operations["beginPasskeyLogin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/passkey/login/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in with the passkey that the browser used
         * @description Who may call: Anyone.
         */
        post: operations["finishPasskeyLogin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/passkey/register/begin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to register a passkey
         * @description Who may call: Any user (role 1 or above).
         */
        post: operations["beginPasskeyRegistration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/passkey/register/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register the passkey that the browser made
         * @description Who may call: Any user (role 1 or above).
         */
        post: operations["finishPasskeyRegistration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/passkey/verify/begin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to prove that you hold your passkey
         * @description Who may call: Any user (role 1 or above).
         */
        post: operations["beginPasskeyVerification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/passkey/verify/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove it; POST /api/verify then takes the proof
         * @description Who may call: Any user (role 1 or above).
         */
        post: operations["finishPasskeyVerification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/pay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an order and the form that pays it
         * @description Who may call: Any user (role 1 or above).
         */
        post: operations["payWithEpay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an account
         * @description Who may call: Anyone.
         */
        post: operations["register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Trade a reset link for a new password; ends every session and token, and turns API keys off
         * @description Who may call: Anyone.
         */
        post: operations["resetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Users whose name, display name or e-mail holds a keyword
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["searchUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/security_log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to the security of your account, newest first
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["listOwnSecurityEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/self": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your own account
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["getOwnAccount"];
        /**
         * Change your account, or your sidebar
         * @description Who may call: Any user (role 1 or above).
         */
        put: operations["updateOwnAccount"];
        post?: never;
        /**
         * Delete your account
         * @description Who may call: Any user (role 1 or above).
         */
        delete: operations["deleteOwnAccount"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/self/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Groups that you may use
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["listOwnGroups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where you are logged in
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        /**
         * End all your other sessions
         * @description Who may call: Any user (role 1 or above).
         */
        delete: operations["endOtherSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of your sessions
         * @description Who may call: Any user (role 1 or above).
         */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/sessions/revoke-others": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End all your other sessions
         * @description Who may call: Any user (role 1 or above).
         */
        post: operations["revokeOtherSessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/setting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Merge into your settings
         * @description Who may call: Any user (role 1 or above).
         */
        put: operations["updateOwnSettings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/statement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Statement of your account, or of a user below you, over a period
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["getStatement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/stripe/amount": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What an amount costs by Stripe
         * @description Who may call: Any user (role 1 or above).
         */
        post: operations["getStripeAmount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/stripe/pay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an order and the Checkout page that pays it
         * @description Who may call: Any user (role 1 or above).
         */
        post: operations["payWithStripe"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A new access token; the one before it is over
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["createAccessToken"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/topup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Orders of all users, newest first, with the reason if one is stuck, and totals by currency
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["listOrders"];
        put?: never;
        /**
         * Redeem a code
         * @description Who may call: Any user (role 1 or above).
         */
        post: operations["redeemCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/topup/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Credit an order by hand that is not paid: pending, expired or failed
         * @description Who may call: Administrators (role 10 or above).
         */
        post: operations["completeOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/topup/info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ways to pay and their limits
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["getTopUpMethods"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/topup/refund": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take the credit of an order back; what was spent becomes a debt
         * @description Who may call: Administrators (role 10 or above).
         */
        post: operations["refundOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/topup/self": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your orders, newest first
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["listOwnOrders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/vendors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Kept by the relay: an empty page
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["listVendors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/vendors/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Kept by the relay: an empty page
         * @description Who may call: Administrators (role 10 or above).
         */
        get: operations["searchVendors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Mail a code that proves an address; the answer is the same whether or not an account has it
         * @description Who may call: Anyone.
         */
        get: operations["sendVerificationCode"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove again who you are, for 300 seconds
         * @description Who may call: Any user (role 1 or above).
         */
        post: operations["verifyIdentity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/verify/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether that proof still holds
         * @description Who may call: Any user (role 1 or above).
         */
        get: operations["getIdentityVerification"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The endpoints of webhooks
         * @description Who may call: Root (role 100).
         */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Register an endpoint; its secret is answered once
         * @description Who may call: Root (role 100).
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhook/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change, disable or enable an endpoint
         * @description Who may call: Root (role 100).
         */
        put: operations["updateWebhook"];
        post?: never;
        /**
         * Delete an endpoint and the list of its deliveries
         * @description Who may call: Root (role 100).
         */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhook/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The deliveries to an endpoint, newest first
         * @description Who may call: Root (role 100).
         */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhook/{id}/deliveries/{delivery_id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a delivery again
         * @description Who may call: Root (role 100).
         */
        post: operations["resendWebhookDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhook/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace the secret of an endpoint; for a while both sign
         * @description Who may call: Root (role 100).
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dashboard/billing/subscription": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Limits of the API key in the Authorization header
         * @description Who may call: Anyone.
         */
        get: operations["getBillingSubscription"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dashboard/billing/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Spending of the API key in the Authorization header
         * @description Who may call: Anyone.
         */
        get: operations["getBillingUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dashboard/billing/subscription": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Limits of the API key in the Authorization header
         * @description Who may call: Anyone.
         */
        get: operations["getBillingSubscriptionV1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dashboard/billing/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Spending of the API key in the Authorization header
         * @description Who may call: Anyone.
         */
        get: operations["getBillingUsageV1"];
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
        AdminOrderPage: {
            items: components["schemas"]["AdminOrderView"][];
            /** @description Of all orders that pass the filters, not only of this page; empty with a cursor */
            totals: components["schemas"]["OrderTotal"][];
            /**
             * Format: int64
             * @description Not counted with a cursor: 0
             */
            total: number;
            /** Format: int64 */
            page: number;
            /** Format: int64 */
            page_size: number;
            /** @description More than 100,000: the total is not counted further */
            total_estimated: boolean;
            /** @description For the next page, also if items are added in the meantime; null at the end */
            next_cursor: string | null;
        };
        AdminOrderView: {
            /** Format: int64 */
            id: number;
            /** Format: int64 */
            user_id: number;
            /**
             * Format: int64
             * @example 10
             */
            amount: number;
            /** @example 73 */
            money: number;
            /** @example USR2NOqnIrNm1795365813 */
            trade_no: string;
            /** @example alipay */
            payment_method: string;
            /**
             * @example epay
             * @enum {string}
             */
            payment_provider: "epay" | "stripe" | "creem";
            /**
             * Format: int64
             * @description Unix seconds
             * @example 1795365813
             */
            create_time: number;
            /**
             * Format: int64
             * @description Unix seconds; 0: not completed
             */
            complete_time: number;
            /**
             * @example success
             * @enum {string}
             */
            status: "pending" | "unknown" | "success" | "failed" | "expired" | "refunded";
            /**
             * @description Empty if the user was deleted for good
             * @example alice
             */
            username: string;
            /** @example epay */
            provider: string;
            /** @example cny */
            currency: string;
            /**
             * Format: int64
             * @description What it credits, in quota
             */
            credit_quota: number;
            /** @description The provider's number for it */
            provider_ref: string;
            /**
             * Format: int64
             * @description Taken back by refunds and disputes, in quota
             */
            reversed_quota: number;
            /** @description Went back to the payer */
            reversed_money: number;
            /** @description Why it is not settled or needs a look; empty if there is nothing to do */
            stuck_reason: string;
            /**
             * Format: int64
             * @description The open quarantine case that names it; 0: none
             */
            quarantine_id: number;
            /**
             * Format: int64
             * @description Callbacks that name it and did not verify, as far as they are kept
             */
            refused_callbacks: number;
            /**
             * Format: int64
             * @description How often the provider was asked about it
             */
            checks: number;
            /**
             * Format: int64
             * @description Unix seconds; 0: never asked
             */
            checked_time: number;
            /**
             * Format: int64
             * @description Unix seconds; when the provider is asked next, while pending
             */
            next_check_time: number;
            /**
             * Format: int64
             * @description The administrator who completed it; 0: nobody
             */
            completed_by: number;
        };
        AffinityCache: {
            /** @description The option channel_affinity_setting.enabled */
            enabled: boolean;
            /**
             * Format: int64
             * @example 0
             */
            total: number;
            /**
             * Format: int64
             * @example 0
             */
            unknown: number;
            /** @example {} */
            by_rule_name: unknown;
            /** @description The option channel_affinity_setting.max_entries */
            cache_capacity: number;
            /** @example  */
            cache_algo: string;
        };
        AffinityUsage: {
            rule_name: string;
            using_group: string;
            key_fp: string;
            /** @example  */
            cached_token_rate_mode: string;
            /**
             * Format: int64
             * @example 0
             */
            hit: number;
            /**
             * Format: int64
             * @example 0
             */
            total: number;
            /**
             * Format: int64
             * @example 0
             */
            window_seconds: number;
            /**
             * Format: int64
             * @example 0
             */
            prompt_tokens: number;
            /**
             * Format: int64
             * @example 0
             */
            completion_tokens: number;
            /**
             * Format: int64
             * @example 0
             */
            total_tokens: number;
            /**
             * Format: int64
             * @example 0
             */
            cached_tokens: number;
            /**
             * Format: int64
             * @example 0
             */
            prompt_cache_hit_tokens: number;
            /**
             * Format: int64
             * @example 0
             */
            last_seen_at: number;
        };
        AmountRequest: {
            /**
             * Format: int64
             * @description Units; quota where quota is shown as tokens
             * @example 10000
             */
            amount: number;
            /** @description Accepted, has no effect */
            top_up_code?: unknown;
        };
        ApiKey: {
            /**
             * Format: int64
             * @description Quota that may be spent in each window
             */
            budget_quota?: number;
            /** @description hour, day, week or month */
            budget_period?: string;
            budget_timezone?: string;
            /**
             * Format: int64
             * @description Settled in the current window, in quota
             */
            budget_used?: number;
            /**
             * Format: int64
             * @description When the next window begins, in Unix seconds
             */
            budget_resets_at?: number;
            /**
             * Format: int64
             * @example 7
             */
            id: number;
            /**
             * Format: int64
             * @example 2
             */
            user_id: number;
            /**
             * @description 48 characters, without sk-
             * @example SxHc2YYiWPAqM03fAJdeiATDDV9poaSiC4ukmqkgQ2kO1N0S
             */
            key: string;
            /**
             * Format: int64
             * @description 1 enabled, 2 disabled, 3 expired, 4 exhausted
             */
            status: number;
            /** @example production */
            name: string;
            /**
             * Format: int64
             * @description Unix seconds
             */
            created_time: number;
            /**
             * Format: int64
             * @description Unix seconds of the last use, or of the creation
             */
            accessed_time: number;
            /**
             * Format: int64
             * @description Unix seconds; -1: never
             */
            expired_time: number;
            /**
             * Format: int64
             * @description What the key may still spend, in quota
             */
            remain_quota: number;
            /** @description No limit of its own; the balance of its user still is one */
            unlimited_quota: boolean;
            model_limits_enabled: boolean;
            /**
             * @description Names parted by commas
             * @example gpt-4,gpt-3.5
             */
            model_limits: string;
            /** @description Addresses or CIDR ranges, parted by commas or lines; empty: anywhere */
            allow_ips: string;
            /**
             * Format: int64
             * @description What it has spent, in quota
             */
            used_quota: number;
            /**
             * @description Empty: the user's own group
             * @example default
             */
            group: string;
            /** @description With the group auto: the relay tries the next group after a failure */
            cross_group_retry: boolean;
            /** @description With the group auto: what it chooses among; null: the option AutoGroups */
            auto_groups: string[] | null;
            /** @description Always null: deleted keys are not listed */
            DeletedAt?: string | null;
        };
        ApiKeyIds: {
            ids: number[];
        };
        ApiKeyPage: {
            items: components["schemas"]["ApiKey"][];
            /** Format: int64 */
            total: number;
            /** Format: int64 */
            page: number;
            /**
             * Format: int64
             * @description Less than was asked for where so many keys with long lists would not fit into one answer
             */
            page_size: number;
        };
        ApiKeySecret: {
            /** @description 48 characters, without sk- */
            key: string;
        };
        ApiKeySecrets: {
            /** @description Key by id; unknown ids are left out */
            keys: {
                [key: string]: string;
            };
        };
        ApiKeyUsage: {
            /** @example token_usage */
            object: string;
            name: string;
            /** Format: int64 */
            total_granted: number;
            /** Format: int64 */
            total_used: number;
            /** Format: int64 */
            total_available: number;
            unlimited_quota: boolean;
            /**
             * @example {
             *       "gpt-4": true
             *     }
             */
            model_limits: {
                [key: string]: boolean;
            };
            model_limits_enabled: boolean;
            /**
             * Format: int64
             * @description Unix seconds; 0: never
             */
            expires_at: number;
        };
        ApiKeyUsageReply: {
            /** @example true */
            code: boolean;
            /** @example ok */
            message: string;
            data: components["schemas"]["ApiKeyUsage"];
        };
        ApiKeysToCopy: {
            ids: number[];
        };
        AppCode: {
            /**
             * @description Code of the app, 6 digits
             * @example 123456
             */
            code: string;
        };
        Approval: {
            /**
             * Format: int64
             * @example 7
             */
            id: number;
            /**
             * @description form, add, subtract, override: a balance; codes: a batch of codes; order: completion of an order by hand
             * @example add
             */
            kind: string;
            /**
             * @description Id of the user or of the batch, or the number of the order
             * @example 2
             */
            target_id: string;
            /**
             * Format: int64
             * @description The administrator who asked
             */
            actor_id: number;
            /** @description Name of that administrator; empty if the account was removed */
            actor: string;
            /**
             * Format: int64
             * @description Quota that it gives
             */
            amount: number;
            /** @description The reference of the caller, or empty */
            reference: string;
            reason: string;
            /**
             * @description pending, done, rejected
             * @example pending
             */
            state: string;
            /**
             * Format: int64
             * @description 0: not decided yet
             */
            decided_by: number;
            /**
             * Format: int64
             * @description Unix seconds; 0: not decided yet
             */
            decided_at: number;
            /**
             * Format: int64
             * @description Unix seconds
             */
            created_at: number;
        };
        ApprovalPage: {
            items: components["schemas"]["Approval"][];
            /** Format: int64 */
            total: number;
            /** Format: int64 */
            page: number;
            /** Format: int64 */
            page_size: number;
        };
        AssertionCredential: {
            /** @description Of the first step */
            flow_token?: string;
            /**
             * Format: base64url
             * @description Credential id, at most 1023 bytes
             */
            id: string;
            /** Format: base64url */
            rawId: string;
            /** @enum {string} */
            type: "public-key";
            authenticatorAttachment?: string;
            clientExtensionResults?: unknown;
            response: components["schemas"]["AssertionResponse"];
        };
        AssertionResponse: {
            /** Format: base64url */
            authenticatorData: string;
            /** Format: base64url */
            clientDataJSON: string;
            /** Format: base64url */
            signature: string;
            /** Format: base64url */
            userHandle?: string;
        };
        AttestationCredential: {
            /** @description Of the first step */
            flow_token?: string;
            /**
             * Format: base64url
             * @description Credential id, at most 1023 bytes
             */
            id: string;
            /** Format: base64url */
            rawId: string;
            /** @enum {string} */
            type: "public-key";
            authenticatorAttachment?: string;
            clientExtensionResults?: unknown;
            /** @description X-Security-Proof */
            security_proof?: string;
            response: components["schemas"]["AttestationResponse"];
        };
        AttestationResponse: {
            /** Format: base64url */
            attestationObject: string;
            /** Format: base64url */
            clientDataJSON: string;
            transports?: string[];
        };
        AuditItem: {
            /** Format: int64 */
            id: number;
            /**
             * Format: int64
             * @description Unix seconds
             */
            created_at: number;
            /**
             * Format: int64
             * @description Who did it; 0: the system, or somebody who was not logged in
             */
            actor_id: number;
            /** @description Name of the actor at that time */
            actor: string;
            /** @example user.update */
            action: string;
            /** @example user */
            target_type: string;
            /** @example 2 */
            target_id: string;
            reason: string;
            /** @description What changed, as it was */
            before: unknown;
            /** @description What changed, as it is */
            after: unknown;
            ip: string;
            user_agent: string;
            request_id: string;
            /** @description Values, reason and address were erased; that it happened stays proven */
            erased: boolean;
        };
        AuditPage: {
            items: components["schemas"]["AuditItem"][];
            /**
             * Format: int64
             * @description Not counted with a cursor: 0
             */
            total: number;
            /** Format: int64 */
            page: number;
            /** Format: int64 */
            page_size: number;
            /** @description Beyond a thousand hits the total is an estimate */
            total_estimated: boolean;
            /** @description For the next page, also if items are added in the meantime; null at the end */
            next_cursor: string | null;
        };
        AuditProblem: {
            /**
             * Format: int64
             * @description Number of the seal; 0: of none
             */
            seal: number;
            problem: string;
        };
        AuditVerdict: {
            intact: boolean;
            /** Format: int64 */
            seals: number;
            /**
             * Format: int64
             * @description Events under a seal
             */
            events: number;
            /**
             * Format: int64
             * @description Events that wait for theirs, normally for less than a second
             */
            unsealed: number;
            /**
             * Format: int64
             * @description Events that retention deleted from the old end; the trail goes on from a sealed head
             */
            cut: number;
            /** @description Digest of the newest seal: keep it elsewhere to notice a trail that was cut off */
            head: string;
            problems: components["schemas"]["AuditProblem"][];
        };
        AutoGroupChoice: {
            /** @description Groups that a key with the group auto may name */
            groups: string[];
            /**
             * Format: int64
             * @example 5
             */
            max_count: number;
        };
        BearerLogoutReply: {
            /**
             * Format: uuid
             * @description Only where an access token was presented
             * @example 3f8c1f5e-0b56-4c8e-9a51-1c2d3e4f5a6b
             */
            revoked_sid?: string;
            /** @description Only where an access token was presented */
            cookie_cleared?: boolean;
        };
        BearerSession: {
            /**
             * Format: uuid
             * @example 3f8c1f5e-0b56-4c8e-9a51-1c2d3e4f5a6b
             */
            sid: string;
            /** @description The session that asks */
            current: boolean;
            /**
             * @description password, passkey, wechat, telegram or oauth:<provider>
             * @example password
             */
            login_method: string;
            ip: string;
            /** @description Browser and system, as the client named them */
            user_agent: string;
            /**
             * Format: int64
             * @description Unix seconds
             */
            created_at: number;
            /**
             * Format: int64
             * @description Unix seconds
             */
            last_active_at: number;
            /**
             * Format: int64
             * @description Unix seconds
             */
            expires_at: number;
        };
        BearerTokens: {
            /** @description For Authorization: Bearer, without New-Api-User; 15 minutes */
            access_token?: string;
            /** @example Bearer */
            token_type?: string;
            /**
             * Format: int64
             * @description Unix seconds
             */
            access_expires_at?: number;
            session?: components["schemas"]["BearerSession"];
        };
        BillingPreference: {
            /**
             * @description subscription_first, wallet_first, subscription_only, wallet_only; anything else is the first
             * @example wallet_first
             */
            billing_preference: string;
        };
        BillingSubscription: {
            /** @example billing_subscription */
            object: string;
            has_payment_method: boolean;
            soft_limit_usd: number;
            hard_limit_usd: number;
            system_hard_limit_usd: number;
            /**
             * Format: int64
             * @description Unix seconds; 0: never ends
             */
            access_until: number;
        };
        BillingUsage: {
            /** @example list */
            object: string;
            total_usage: number;
        };
        BindPlanRequest: {
            /** Format: int64 */
            user_id: number;
            /** Format: int64 */
            plan_id: number;
        };
        Binding: {
            /**
             * @description A built-in provider, or the slug of a custom one
             * @example github
             */
            provider: string;
            /** @description How the provider is called */
            name: string;
            /** @description Login with it is open */
            enabled: boolean;
            bound: boolean;
            /** @description The account's immutable id there */
            subject?: string;
            /**
             * Format: int64
             * @description Unix seconds
             */
            bound_at?: number;
            /** @description Another way into the account remains without it */
            removable: boolean;
        };
        BuyPlanByEpayRequest: {
            /**
             * Format: int64
             * @example 1
             */
            plan_id: number;
            /**
             * @description A configured type
             * @example alipay
             */
            payment_method?: string;
        };
        BuyPlanRequest: {
            /**
             * Format: int64
             * @example 1
             */
            plan_id: number;
        };
        CacheStats: {
            /**
             * Format: int64
             * @example 0
             */
            active_disk_files: number;
            /**
             * Format: int64
             * @example 0
             */
            current_disk_usage_bytes: number;
            /**
             * Format: int64
             * @example 0
             */
            active_memory_buffers: number;
            /**
             * Format: int64
             * @example 0
             */
            current_memory_usage_bytes: number;
            /**
             * Format: int64
             * @example 0
             */
            disk_cache_hits: number;
            /**
             * Format: int64
             * @example 0
             */
            memory_cache_hits: number;
            /** Format: int64 */
            disk_cache_max_bytes: number;
            /** Format: int64 */
            disk_cache_threshold_bytes: number;
        };
        CeremonyOptions: {
            /** @description `publicKey` for the browser, in base64url JSON */
            options: unknown;
            /** @description Names this request at the second step */
            flow_token: string;
            /**
             * Format: int64
             * @description Unix seconds
             */
            expires_at: number;
        };
        ChannelOps: {
            /**
             * Format: int64
             * @description The option RetryTimes
             * @example 0
             */
            retry_times: number;
        };
        ChannelPage: {
            /** @example [] */
            items: unknown[];
            /**
             * Format: int64
             * @example 1
             */
            page: number;
            /**
             * Format: int64
             * @example 10
             */
            page_size: number;
            /**
             * Format: int64
             * @example 0
             */
            total: number;
            /**
             * @description Number of channels by type
             * @example {}
             */
            type_counts: unknown;
        };
        CheckInCalendar: {
            /** @example true */
            enabled: boolean;
            /**
             * Format: int64
             * @example 1000
             */
            min_quota: number;
            /**
             * Format: int64
             * @example 10000
             */
            max_quota: number;
            stats: components["schemas"]["CheckInStats"];
        };
        CheckInRecord: {
            /**
             * @description The calendar day in the site's time zone
             * @example 2026-11-30
             */
            checkin_date: string;
            /**
             * Format: int64
             * @example 1538
             */
            quota_awarded: number;
        };
        CheckInStats: {
            /** @example true */
            checked_in_today: boolean;
            /**
             * Format: int64
             * @description Check-ins since the account exists
             * @example 12
             */
            total_checkins: number;
            /**
             * Format: int64
             * @description Quota of all of them
             * @example 18456
             */
            total_quota: number;
            /**
             * Format: int64
             * @description Check-ins of the month
             * @example 1
             */
            checkin_count: number;
            /** @description Newest first; none if the month is malformed */
            records: components["schemas"]["CheckInRecord"][];
        };
        CompleteRequest: {
            /** @example USR2NOqnIrNm1795365813 */
            trade_no: string;
        };
        CreateApiKeyRequest: {
            /**
             * Format: int64
             * @description Quota that may be spent in each window; -1: no budget
             */
            budget_quota?: number;
            /**
             * @description The calendar window, by default a month. Another one begins with nothing spent
             * @enum {string}
             */
            budget_period?: "hour" | "day" | "week" | "month";
            /**
             * @description IANA name of the time zone in which windows begin, by default UTC
             * @example Europe/Berlin
             */
            budget_timezone?: string;
            /** @description At most 30 characters */
            name?: string;
            /**
             * Format: int64
             * @description Unix seconds; -1 or 0: never
             */
            expired_time?: number;
            /**
             * Format: int64
             * @description In quota
             */
            remain_quota?: number;
            unlimited_quota?: boolean;
            model_limits_enabled?: boolean;
            model_limits?: string;
            allow_ips?: string;
            group?: string;
            /** @description Only with the group auto */
            cross_group_retry?: boolean;
            /** @description Only with the group auto; left out it stays */
            auto_groups?: string[];
        };
        CreateCustomProvider: {
            /** @description A name of letters, digits, dots and dashes, one pictograph, or an https address; anything else is refused */
            icon?: string;
            enabled?: boolean;
            /** @example openid profile email */
            scopes?: string;
            /**
             * @description Field of the record with the immutable id; `a.b` reads b of a
             * @example sub
             */
            user_id_field?: string;
            username_field?: string;
            display_name_field?: string;
            email_field?: string;
            /** @description Discovery document. With it and the scope openid, a signed id_token is required and verified */
            well_known?: string;
            /**
             * Format: int64
             * @description 0 automatic, 1 secret in the body, 2 in the header
             */
            auth_style?: number;
            /** @description JSON text `{"logic": "and", "conditions": [{"field": "email", "op": "contains", "value": "@corp"}]}`: who may log in; empty: everyone */
            access_policy?: string;
            /** @description What a user reads whom the policy refuses */
            access_denied_message?: string;
            /** @example Acme */
            name: string;
            /** @example acme */
            slug: string;
            client_id: string;
            client_secret: string;
            /** @example https://login.example.com/authorize */
            authorization_endpoint: string;
            /** @example https://login.example.com/authorize */
            token_endpoint: string;
            /** @example https://login.example.com/authorize */
            user_info_endpoint: string;
        };
        CreatePlanRequest: {
            plan: components["schemas"]["PlanFields"];
        };
        CreateRedemptions: {
            /**
             * @description 1 to 20 characters
             * @example 活动码
             */
            name: string;
            /**
             * Format: int64
             * @description 1 to 100
             * @example 1
             */
            count: number;
            /**
             * Format: int64
             * @description Above 0
             * @example 100000
             */
            quota: number;
            /**
             * Format: int64
             * @description Unix seconds; 0: never
             * @example 0
             */
            expired_time?: number;
        };
        CreateRelayCredentialRequest: {
            /** @example relay-1 */
            name: string;
            /** @description Default: both */
            scopes?: string[];
            /** @description Addresses or CIDR ranges between commas or lines; empty: anywhere */
            allow_ips?: string;
            /**
             * Format: int64
             * @description Unix seconds; -1 or missing: never
             */
            expired_time?: number;
        };
        CreateUserRequest: {
            /** @example bob */
            username: string;
            /** @example password123 */
            password: string;
            /** @example Bob */
            display_name?: string;
            /** @description Taken as proven, because an administrator sets it */
            email?: string;
            /** @description Default: default */
            group?: string;
            /**
             * Format: int64
             * @description Credit on top of the gifts of a sign-up
             */
            quota?: number;
            /**
             * Format: int64
             * @description 1 enabled (default), 2 disabled
             */
            status?: number;
            /**
             * Format: int64
             * @description Below your own; default 1
             */
            role?: number;
            remark?: string;
            /**
             * @description Rights of an administrator by resource and action; only root may change them. What is left out is the default of the role
             * @example {
             *       "user": {
             *         "grant": false
             *       }
             *     }
             */
            admin_permissions?: unknown;
        };
        CreateWebhookRequest: {
            /** @example https://example.com/hooks/tollgate */
            url: string;
            /** @description user.created, user.disabled, user.deleted, order.paid, order.refunded, order.quarantined, quota.low, quota.exhausted, api_key.exhausted, ledger.alarm */
            events: string[];
            description?: string;
        };
        CreemPayReply: {
            /** @example https://www.creem.io/checkout/ch_1QyIQDw9cbFWdA1ry5Qc6I */
            checkout_url: string;
            /** @example ref_0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33 */
            order_id: string;
        };
        CreemPayRequest: {
            /** @example prod_6I8rBerHpPxyoiU9WK4kot */
            product_id?: string;
            /** @example creem */
            payment_method?: string;
        };
        CustomBinding: {
            /** Format: int64 */
            provider_id: number;
            provider_name: string;
            provider_slug: string;
            provider_icon: string;
            provider_user_id: string;
        };
        CustomProvider: {
            /** Format: int64 */
            id: number;
            /** @example Acme */
            name: string;
            /**
             * @description Its name in paths: GET /api/oauth/{slug}
             * @example acme
             */
            slug: string;
            icon: string;
            enabled: boolean;
            client_id: string;
            authorization_endpoint: string;
            token_endpoint: string;
            user_info_endpoint: string;
            /** @example openid profile email */
            scopes: string;
            /** @example sub */
            user_id_field: string;
            /** @example preferred_username */
            username_field: string;
            /** @example name */
            display_name_field: string;
            /** @example email */
            email_field: string;
            well_known: string;
            /**
             * Format: int64
             * @description 0 automatic, 1 secret in the body, 2 in the header
             */
            auth_style: number;
            access_policy: string;
            access_denied_message: string;
        };
        DeletedInstances: {
            /**
             * Format: int64
             * @example 0
             */
            deleted_count: number;
        };
        DeploymentSettings: {
            /** @description The option model_deployment.ionet.enabled */
            enabled: boolean;
            configured: boolean;
            can_connect: boolean;
            /** @example io.net */
            provider: string;
        };
        Discovery: {
            well_known_url: string;
            /** @description Issuer, endpoints, keys and scopes of the document; its other fields are left out */
            discovery: unknown;
        };
        DiscoveryRequest: {
            /** @example https://login.example.com/.well-known/openid-configuration */
            well_known_url?: string;
            /**
             * @description If there is no well_known_url
             * @example https://login.example.com
             */
            issuer_url?: string;
        };
        DiskCacheInfo: {
            path: string;
            /** @example false */
            exists: boolean;
            /**
             * Format: int64
             * @example 0
             */
            file_count: number;
            /**
             * Format: int64
             * @example 0
             */
            total_size: number;
        };
        DiskSpaceInfo: {
            /** Format: int64 */
            total: number;
            /** Format: int64 */
            free: number;
            /** Format: int64 */
            used: number;
            /** @description Percent */
            used_percent: number;
        };
        EndedSession: {
            /**
             * Format: uuid
             * @example 3f8c1f5e-0b56-4c8e-9a51-1c2d3e4f5a6b
             */
            revoked_sid: string;
            /** @description It was the session that asked */
            current: boolean;
        };
        EndedSessions: {
            /**
             * Format: int64
             * @description How many sessions ended
             */
            ended: number;
            /**
             * Format: int64
             * @description The same, under the name that bearer clients read
             */
            revoked_count?: number;
        };
        ExtendRequest: {
            /** @description Chosen by the relay, unique for ever: each operation happens once */
            request_id: string;
            /**
             * Format: int64
             * @description Seconds from now
             */
            ttl_seconds: number;
            /**
             * Format: int64
             * @description The new total of the reservation, in quota
             */
            amount?: number;
        };
        FlowReply: {
            /** @description The `state` for the provider: good once, for ten minutes, in this browser */
            flow_token: string;
            /**
             * Format: int64
             * @description Unix seconds
             */
            expires_at: number;
        };
        FlowRequest: {
            /** @example github */
            provider: string;
            /**
             * @description `bind` needs a session and binds to it
             * @enum {string}
             */
            intent: "login" | "bind";
            /** @description Inviter's code; only with `login` */
            aff?: string;
        };
        GroupInfo: {
            /**
             * @description A number; for `auto` the text 自动
             * @example 1
             */
            ratio: unknown;
            /** @example 默认分组 */
            desc: string;
        };
        HttpStats: {
            /**
             * Format: int64
             * @description Requests under way, this one included
             */
            active_connections: number;
        };
        Instance: {
            /** @example tollgate-7c9f */
            node_name: string;
            /** @example online */
            status: string;
            /**
             * Format: int64
             * @example 90
             */
            stale_after_seconds: number;
            /**
             * Format: int64
             * @description Unix seconds
             */
            started_at: number;
            /**
             * Format: int64
             * @description Unix seconds
             */
            last_seen_at: number;
            /** @description Host, resources and version, in the format of New API */
            info: unknown;
        };
        KindSum: {
            /** @example redeem */
            kind: string;
            /** Format: int64 */
            count: number;
            /**
             * @description What user accounts gained by it, in all
             * @example 1500000
             */
            sum: string;
        };
        LedgerLine: {
            /**
             * Format: int64
             * @description Of the transaction
             */
            id: number;
            /**
             * Format: int64
             * @description Positive is what the account gained
             * @example 500000
             */
            amount: number;
            /**
             * Format: int64
             * @example 1500000
             */
            balance_after: number;
            /** @example redeem */
            kind: string;
            /** @description What caused it: a code, an order, a request */
            ref: string;
            /**
             * Format: int64
             * @description Who did it; null: the system
             */
            actor_id: number | null;
            /**
             * Format: int64
             * @description Unix seconds
             */
            created_at: number;
            memo: string;
        };
        LedgerPage: {
            items: components["schemas"]["LedgerLine"][];
            /**
             * Format: int64
             * @description Not counted with a cursor: 0
             */
            total: number;
            /** Format: int64 */
            page: number;
            /** Format: int64 */
            page_size: number;
            /** @description A filter has more than 100,000 hits: the total is not counted further */
            total_estimated: boolean;
            /** @description For the next page, also if items are added in the meantime; null at the end */
            next_cursor: string | null;
        };
        LogFiles: {
            /** @example  */
            log_dir: string;
            /** @example false */
            enabled: boolean;
            /**
             * Format: int64
             * @example 0
             */
            file_count: number;
            /**
             * Format: int64
             * @example 0
             */
            total_size: number;
            /** @example  */
            oldest_time: string;
            /** @example  */
            newest_time: string;
            /** @example [] */
            files: unknown[];
        };
        LogItem: {
            /** Format: int64 */
            id: number;
            /** Format: int64 */
            user_id: number;
            /**
             * Format: int64
             * @description Unix seconds
             */
            created_at: number;
            /**
             * Format: int64
             * @description 1 top-up, 2 usage, 3 management, 4 system, 5 error, 6 refund
             * @example 2
             */
            type: number;
            content: string;
            /** @description The name as it was then */
            username: string;
            token_name: string;
            model_name: string;
            /** Format: int64 */
            quota: number;
            /** Format: int64 */
            prompt_tokens: number;
            /** Format: int64 */
            completion_tokens: number;
            /**
             * Format: int64
             * @description Seconds
             */
            use_time: number;
            is_stream: boolean;
            /**
             * Format: int64
             * @description Id of the channel; 0: none
             */
            channel: number;
            channel_name: string;
            /** Format: int64 */
            token_id: number;
            group: string;
            ip: string;
            /** @description JSON text, or empty */
            other: string;
            /** @description Of the request that it reports; empty: unknown */
            request_id: string;
        };
        LogPage: {
            items: components["schemas"]["LogItem"][];
            /**
             * Format: int64
             * @description Not counted with a cursor: 0
             */
            total: number;
            /** Format: int64 */
            page: number;
            /**
             * Format: int64
             * @description Less than was asked for where so many long lines would not fit into one answer
             */
            page_size: number;
            /** @description Beyond a thousand hits the total is an estimate */
            total_estimated: boolean;
            /** @description For the next page, also if items are added in the meantime; null at the end */
            next_cursor: string | null;
        };
        LogStat: {
            /**
             * Format: int64
             * @description Quota used
             */
            quota: number;
            /**
             * Format: int64
             * @description Requests in the last 60 seconds
             */
            rpm: number;
            /**
             * Format: int64
             * @description Tokens in the last 60 seconds
             */
            tpm: number;
        };
        MailFailureItem: {
            /** Format: int64 */
            id: number;
            /**
             * Format: int64
             * @description Unix seconds
             */
            created_at: number;
            /**
             * @description recipient, login, server or connection
             * @example recipient
             */
            reason: string;
            /** @example user@example.com */
            address: string;
            /**
             * Format: int64
             * @description Reply code of the server, if there was a reply
             */
            code: number | null;
            /** @description The words of the server */
            response: string;
            /** @description It is not retried */
            final: boolean;
        };
        MailTest: {
            /** @description The server accepted the mail */
            sent: boolean;
            /** @description recipient, login, server or connection, if it was not accepted */
            reason?: string;
            /**
             * Format: int64
             * @description Reply code of the server
             */
            code?: number | null;
            /**
             * @description The words of the server
             * @example 250 OK
             */
            response: string;
        };
        ManageUserRequest: {
            /**
             * Format: int64
             * @example 2
             */
            id: number;
            /**
             * @example disable
             * @enum {string}
             */
            action: "disable" | "enable" | "delete" | "restore" | "promote" | "demote" | "unlock" | "add_quota";
            /**
             * @description Of `add_quota`
             * @example add
             * @enum {string}
             */
            mode?: "add" | "subtract" | "override";
            /**
             * Format: int64
             * @description Of `add_quota`: the amount, or the new balance of `override`
             * @example 500000
             */
            value?: number;
            /**
             * @description Of `add_quota`: your own number of the change; if you send it again, you get the first result
             * @example shop-order-4711
             */
            reference?: string;
            /** @description For the audit trail */
            reason?: string;
        };
        ManagedUser: {
            /** Format: int64 */
            role: number;
            /** Format: int64 */
            status: number;
            /**
             * Format: int64
             * @description The balance after `add_quota`
             */
            quota?: number;
            /**
             * Format: int64
             * @description The change of quota that waits for an approval
             */
            approval_id?: number;
        };
        MemoryStats: {
            /**
             * Format: int64
             * @description Bytes of the heap in use
             */
            alloc: number;
            /**
             * Format: int64
             * @description Bytes of the heap
             */
            total_alloc: number;
            /**
             * Format: int64
             * @description Bytes of the process
             */
            sys: number;
            /**
             * Format: int64
             * @description Always 0
             */
            num_gc: number;
            /**
             * Format: int64
             * @description Always 0
             */
            num_goroutine: number;
        };
        ModelPage: {
            /** @example [] */
            items: unknown[];
            /**
             * Format: int64
             * @example 1
             */
            page: number;
            /**
             * Format: int64
             * @example 10
             */
            page_size: number;
            /**
             * Format: int64
             * @example 0
             */
            total: number;
            /**
             * @description Number of models by vendor
             * @example {}
             */
            vendor_counts: unknown;
        };
        ModelsHistory: {
            points: unknown[];
            models: unknown[];
            /**
             * Format: int64
             * @example 0
             */
            buckets: number;
        };
        NewBackupCodes: {
            /** @description For Authorization: Bearer, without New-Api-User; 15 minutes */
            access_token?: string;
            /** @example Bearer */
            token_type?: string;
            /**
             * Format: int64
             * @description Unix seconds
             */
            access_expires_at?: number;
            session?: components["schemas"]["BearerSession"];
            /**
             * @description Shown once
             * @example [
             *       "9V2J-X417"
             *     ]
             */
            backup_codes: string[];
        };
        NewRelayCredential: {
            /** Format: int64 */
            id: number;
            /**
             * @description Shown once; only its hash is kept
             * @example rk-SxHc2YYiWPAqM03fAJdeiATDDV9poaSiC4ukmqkgQ2kO1N0S
             */
            secret: string;
        };
        NewWebhook: {
            /** Format: int64 */
            id: number;
            /**
             * @description Shown once, in the form of Standard Webhooks
             * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
             */
            secret: string;
        };
        NotifyReply: {
            /**
             * @description What the provider is told
             * @enum {string}
             */
            answer: "success" | "fail";
            /** @description This very delivery credited the order */
            credited: boolean;
            /** @description It was of a state that asks for nothing */
            nothing_to_do: boolean;
        };
        OfferedProvider: {
            /** Format: int64 */
            id: number;
            name: string;
            slug: string;
            icon: string;
            client_id: string;
            authorization_endpoint: string;
            scopes: string;
        };
        OptionItem: {
            /** @example QuotaForNewUser */
            key: string;
            /**
             * @description Always text, whatever the type of the option
             * @example 500000
             */
            value: string;
        };
        OrderPage: {
            items: components["schemas"]["OrderView"][];
            /**
             * Format: int64
             * @description Not counted with a cursor: 0
             */
            total: number;
            /** Format: int64 */
            page: number;
            /** Format: int64 */
            page_size: number;
            /** @description More than 100,000: the total is not counted further */
            total_estimated: boolean;
            /** @description For the next page, also if items are added in the meantime; null at the end */
            next_cursor: string | null;
        };
        OrderTotal: {
            /**
             * @description Empty: the one of the Epay gateway
             * @example usd
             */
            currency: string;
            /**
             * Format: int64
             * @example 12
             */
            orders: number;
            /**
             * @description What all of them cost
             * @example 876
             */
            money: number;
            /**
             * Format: int64
             * @description Of them paid
             * @example 10
             */
            paid_orders: number;
            /**
             * @description What was paid
             * @example 730
             */
            paid_money: number;
            /**
             * @description What went back to the payers
             * @example 73
             */
            reversed_money: number;
        };
        OrderView: {
            /** Format: int64 */
            id: number;
            /** Format: int64 */
            user_id: number;
            /**
             * Format: int64
             * @example 10
             */
            amount: number;
            /** @example 73 */
            money: number;
            /** @example USR2NOqnIrNm1795365813 */
            trade_no: string;
            /** @example alipay */
            payment_method: string;
            /**
             * @example epay
             * @enum {string}
             */
            payment_provider: "epay" | "stripe" | "creem";
            /**
             * Format: int64
             * @description Unix seconds
             * @example 1795365813
             */
            create_time: number;
            /**
             * Format: int64
             * @description Unix seconds; 0: not completed
             */
            complete_time: number;
            /**
             * @example success
             * @enum {string}
             */
            status: "pending" | "unknown" | "success" | "failed" | "expired" | "refunded";
        };
        OwnSubscriptions: {
            /** @example subscription_first */
            billing_preference: string;
            /** @description In force, newest first */
            subscriptions: components["schemas"]["SubscriptionItem"][];
            /** @description The newest 500 */
            all_subscriptions: components["schemas"]["SubscriptionItem"][];
        };
        PartState: {
            ok: boolean;
            /**
             * @description What is known about it
             * @example answers in 1 ms
             */
            detail: string;
        };
        PasskeyItem: {
            /** Format: int64 */
            id: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            last_used_at: string | null;
            /** @description Kept by a password manager or an account, on several devices */
            synced: boolean;
            /** @description Refused since its counter ran backwards: a copy of it may exist */
            locked: boolean;
        };
        PasskeyStatus: {
            enabled: boolean;
            /**
             * Format: date-time
             * @description Only while enabled
             */
            last_used_at?: string | null;
            passkeys?: components["schemas"]["PasskeyItem"][];
        };
        PayMethodView: {
            /** @example 支付宝 */
            name: string;
            /** @example alipay */
            type: string;
            color?: string;
            /** @description Name of an icon; clients of 2026 draw it in the place of the color */
            icon?: string;
            /**
             * @description Least number of units by this method
             * @example 50
             */
            min_topup?: string;
        };
        PayRequest: {
            /**
             * Format: int64
             * @description Units; quota where quota is shown as tokens
             * @example 10000
             */
            amount: number;
            /**
             * @description A configured type
             * @example alipay
             */
            payment_method?: string;
            /** @description Accepted, has no effect */
            top_up_code?: unknown;
        };
        PaymentCompliance: {
            confirmed: boolean;
            /** @example v1 */
            terms_version: string;
            /**
             * Format: int64
             * @description Unix seconds
             */
            confirmed_at: number;
            /**
             * Format: int64
             * @description Id of the user who confirmed
             */
            confirmed_by: number;
        };
        PaymentComplianceRequest: {
            confirmed: boolean;
        };
        PerfMetrics: {
            model_name: string;
            /** @description Name of the series, as clients compare it */
            series_schema: string;
            groups: unknown[];
        };
        PerfSummary: {
            models: unknown[];
        };
        PerformanceStats: {
            cache_stats: components["schemas"]["CacheStats"];
            memory_stats: components["schemas"]["MemoryStats"];
            disk_cache_info: components["schemas"]["DiskCacheInfo"];
            disk_space_info: components["schemas"]["DiskSpaceInfo"];
            /** @description The options performance_setting.* */
            config: unknown;
        };
        PermissionAction: {
            /** @example write */
            action: string;
            /**
             * @description A label; clients look up its translation
             * @example Edit
             */
            label_key: string;
            description_key: string;
        };
        PermissionCatalogue: {
            resources: components["schemas"]["PermissionResource"][];
            roles: components["schemas"]["PermissionRole"][];
        };
        PermissionResource: {
            /** @example user */
            resource: string;
            /** @example Users */
            label_key: string;
            actions: components["schemas"]["PermissionAction"][];
        };
        PermissionRole: {
            /** @example admin */
            key: string;
            /** @example Admin */
            name: string;
            built_in: boolean;
            /** @description Has every right, and none can be taken */
            superuser: boolean;
            /** @description What the role may do, unless root changes it for one administrator */
            grants: unknown;
        };
        Permissions: {
            can_view_logs: boolean;
            can_manage_tokens: boolean;
            sidebar_settings: boolean;
            /**
             * @description Sidebar sections closed to this role
             * @example {
             *       "admin": false
             *     }
             */
            sidebar_modules: unknown;
            /**
             * @description What the account may do as an administrator, by resource and action; see GET /api/authz/catalog
             * @example {
             *       "channel": {
             *         "read": false
             *       }
             *     }
             */
            admin_permissions: unknown;
        };
        PersonalData: {
            /**
             * @description Name, number of rows and rows of each table; a long table is cut
             * @example []
             */
            parts: unknown;
        };
        PlanFields: {
            /** @example Monthly */
            title?: string;
            /** @example for small teams */
            subtitle?: string;
            /**
             * @description A number or its text, from 0 to 9999
             * @example 1.5
             */
            price_amount?: unknown;
            /** @description Always USD */
            currency?: string;
            /**
             * @example month
             * @enum {string}
             */
            duration_unit?: "year" | "month" | "day" | "hour" | "custom";
            /**
             * Format: int64
             * @example 1
             */
            duration_value?: number;
            /**
             * Format: int64
             * @description The duration if its unit is custom
             */
            custom_seconds?: number;
            enabled?: boolean;
            /** Format: int64 */
            sort_order?: number;
            allow_balance_pay?: boolean;
            /** @description Whether calls use the balance when the plan is used up */
            allow_wallet_overflow?: boolean;
            stripe_price_id?: string;
            creem_product_id?: string;
            waffo_pancake_product_id?: string;
            /**
             * Format: int64
             * @description 0: no limit
             */
            max_purchase_per_user?: number;
            /** @description The group while it is in force; empty: none */
            upgrade_group?: string;
            /** @description The group afterwards; empty: the one from before */
            downgrade_group?: string;
            /**
             * Format: int64
             * @description Quota of each period; 0: no limit
             * @example 3000000
             */
            total_amount?: number;
            /**
             * @example monthly
             * @enum {string}
             */
            quota_reset_period?: "never" | "daily" | "weekly" | "monthly" | "custom";
            /**
             * Format: int64
             * @description The period if it is custom
             */
            quota_reset_custom_seconds?: number;
        };
        PlanItem: {
            plan: components["schemas"]["PlanView"];
        };
        PlanResets: {
            /** Format: int64 */
            plan_id: number;
            /** Format: int64 */
            matched_count: number;
            /** Format: int64 */
            reset_count: number;
            /** Format: int64 */
            user_count: number;
            advance_reset_time: boolean;
        };
        PlanView: {
            /**
             * Format: int64
             * @example 1
             */
            id: number;
            /** @example Monthly */
            title: string;
            subtitle: string;
            /** @example 1.5 */
            price_amount: number;
            /** @example USD */
            currency: string;
            /** @example month */
            duration_unit: string;
            /**
             * Format: int64
             * @example 1
             */
            duration_value: number;
            /** Format: int64 */
            custom_seconds: number;
            enabled: boolean;
            /** Format: int64 */
            sort_order: number;
            allow_balance_pay: boolean;
            allow_wallet_overflow: boolean;
            stripe_price_id: string;
            creem_product_id: string;
            waffo_pancake_product_id: string;
            /** Format: int64 */
            max_purchase_per_user: number;
            upgrade_group: string;
            downgrade_group: string;
            /**
             * Format: int64
             * @example 3000000
             */
            total_amount: number;
            /** @example monthly */
            quota_reset_period: string;
            /** Format: int64 */
            quota_reset_custom_seconds: number;
            /**
             * Format: int64
             * @example 1796000000
             */
            created_at: number;
            /**
             * Format: int64
             * @example 1796000000
             */
            updated_at: number;
        };
        Profile: {
            /**
             * Format: int64
             * @example 1
             */
            id: number;
            /** @example testuser */
            username: string;
            /** @example Test User */
            display_name: string;
            /**
             * Format: int64
             * @description 1 user, 10 admin, 100 root
             * @example 1
             */
            role: number;
            /**
             * Format: int64
             * @description 1 enabled, 2 disabled
             * @example 1
             */
            status: number;
            /** @example user@example.com */
            email: string;
            github_id: string;
            discord_id: string;
            oidc_id: string;
            wechat_id: string;
            telegram_id: string;
            linux_do_id: string;
            /** @example default */
            group: string;
            /**
             * Format: int64
             * @description Remaining balance, in quota
             * @example 1000000
             */
            quota: number;
            /**
             * Format: int64
             * @example 50000
             */
            used_quota: number;
            /**
             * Format: int64
             * @example 100
             */
            request_count: number;
            /** @example ABC123 */
            aff_code: string;
            /**
             * Format: int64
             * @example 5
             */
            aff_count: number;
            /**
             * Format: int64
             * @description Affiliate balance, in quota
             * @example 10000
             */
            aff_quota: number;
            /**
             * Format: int64
             * @example 50000
             */
            aff_history_quota: number;
            /**
             * Format: int64
             * @description 0: nobody
             * @example 0
             */
            inviter_id: number;
            /**
             * @description JSON text
             * @example {}
             */
            setting: string;
            stripe_customer: string;
            /** @description JSON text */
            sidebar_modules: string;
            permissions: components["schemas"]["Permissions"];
        };
        ProvenRequest: {
            /** @description X-Security-Proof */
            security_proof?: string;
        };
        PurchaseForm: {
            /** @example 1001 */
            pid: string;
            /** @example alipay */
            type: string;
            /** @example USR2NOCozJns1795365812 */
            out_trade_no: string;
            notify_url: string;
            return_url: string;
            /** @example TUC10 */
            name: string;
            /** @example 73.00 */
            money: string;
            /** @example pc */
            device: string;
            /** @example 10031c8b3083d5e1c2e9deb11c22cc38 */
            sign: string;
            /** @example MD5 */
            sign_type: string;
        };
        QuarantinePage: {
            items: components["schemas"]["QuarantinedEventView"][];
            /** Format: int64 */
            total: number;
            /** Format: int64 */
            page: number;
            /** Format: int64 */
            page_size: number;
        };
        QuarantinedEventView: {
            /** Format: int64 */
            id: number;
            /** @example stripe */
            provider: string;
            /** @example evt_1NG8Du2eZvKYlo2CUI79vXWy */
            event_id: string;
            /** @example checkout.session.completed */
            type: string;
            /** @description The order it names, if any */
            trade_no: string;
            /**
             * @example other_sum
             * @enum {string}
             */
            reason: "unknown_order" | "other_provider" | "other_merchant" | "other_sum" | "other_currency" | "other_method" | "other_mode" | "paid_twice" | "after_refund" | "closed_by_import" | "event_repeated" | "unclear_state" | "not_credited" | "unknown_payment" | "before_payment" | "account_gone" | "refund_failed" | "malformed";
            /** @example money 0.01, expected 73.00 */
            detail: string;
            /** @description What came, as it came, cut */
            body: string;
            /**
             * Format: int64
             * @description Unix seconds
             */
            created_time: number;
            /**
             * Format: int64
             * @description Unix seconds; 0: open
             */
            resolved_time: number;
            /**
             * Format: int64
             * @description The administrator who resolved it; 0: nobody, or it resolved itself
             */
            resolved_by: number;
            note: string;
        };
        Rankings: {
            models: unknown[];
            vendors: unknown[];
            top_movers: unknown[];
            top_droppers: unknown[];
            models_history: components["schemas"]["ModelsHistory"];
            vendor_share_history: components["schemas"]["VendorShareHistory"];
        };
        Receipt: {
            request_id: string;
            /** @description reserved, settled, released or expired */
            state: string;
            /** Format: int64 */
            user_id: number;
            /** Format: int64 */
            api_key_id?: number;
            /**
             * Format: int64
             * @description Quota
             */
            reserved?: number;
            /** Format: int64 */
            reserved_at?: number;
            /** Format: int64 */
            expires_at?: number;
            /**
             * Format: int64
             * @description What the request cost, in quota
             */
            amount?: number;
            /**
             * Format: int64
             * @description Taken from the balance
             */
            charged?: number;
            /** Format: int64 */
            shortfall?: number;
            /**
             * Format: int64
             * @description Part of the shortfall that nobody owes
             */
            written_off?: number;
            /** Format: int64 */
            balance_after?: number;
            /** Format: int64 */
            transaction_id?: number;
            /** Format: int64 */
            settled_at?: number;
            model?: string;
            group?: string;
            /** Format: int64 */
            prompt_tokens?: number;
            /** Format: int64 */
            completion_tokens?: number;
            /**
             * Format: int64
             * @description Seconds
             */
            use_time?: number;
            is_stream?: boolean;
            price?: unknown;
            reference?: string;
        };
        RedeemRequest: {
            /** @example eb91d92c5d57404c9e814d268e7ce0ca */
            key: string;
        };
        Redemption: {
            /**
             * Format: int64
             * @example 4
             */
            id: number;
            /**
             * Format: int64
             * @description Who made it
             * @example 7
             */
            user_id: number;
            /** @example eb91d92c5d57404c9e814d268e7ce0ca */
            key: string;
            /**
             * Format: int64
             * @description 1 unused, 2 disabled, 3 used
             * @example 1
             */
            status: number;
            /** @example 活动码 */
            name: string;
            /**
             * Format: int64
             * @example 100000
             */
            quota: number;
            /**
             * Format: int64
             * @description Unix seconds
             */
            created_time: number;
            /**
             * Format: int64
             * @description Unix seconds; 0: not yet
             */
            redeemed_time: number;
            /**
             * Format: int64
             * @description Always 0; kept for clients
             */
            count: number;
            /**
             * Format: int64
             * @description 0: nobody
             */
            used_user_id: number;
            /** @description Always null: deleted codes are not shown */
            DeletedAt: string | null;
            /**
             * Format: int64
             * @description Unix seconds; 0: never
             */
            expired_time: number;
            /**
             * Format: int64
             * @description The codes that were made together
             */
            batch_id: number;
            /**
             * @description done; pending: cannot be redeemed before an approval; rejected: never
             * @example done
             */
            approval: string;
        };
        RedemptionPage: {
            items: components["schemas"]["Redemption"][];
            /**
             * Format: int64
             * @description Not counted with a cursor: 0
             */
            total: number;
            /** Format: int64 */
            page: number;
            /** Format: int64 */
            page_size: number;
            /** @description More than 100,000: the total is not counted further */
            total_estimated: boolean;
            /** @description For the next page, also if items are added in the meantime; null at the end */
            next_cursor: string | null;
        };
        RefreshRequest: {
            /** @description The refresh cookie */
            refresh_cookie?: string;
            /** @description X-Auth-Session: the session that the client expects */
            expected_sid?: string;
        };
        RefundReply: {
            /**
             * Format: int64
             * @description Quota taken back for this order so far
             */
            reversed_quota: number;
            /**
             * Format: int64
             * @description Quota taken back by this call
             */
            taken_back: number;
            /**
             * @description Money refunded by this call
             * @example 10.00
             */
            refunded: string;
            /**
             * @description Money refunded so far
             * @example 10.00
             */
            refunded_total: string;
            /**
             * @example refunded
             * @enum {string}
             */
            status: "pending" | "unknown" | "success" | "failed" | "expired" | "refunded";
        };
        RefundRequest: {
            /** @example USR2NOqnIrNm1795365813 */
            trade_no: string;
            /**
             * @description All that went back to the payer so far, in the money of the order, as number or text; left out: all of it
             * @example 10.00
             */
            money?: unknown;
            /** @example paid twice */
            reason: string;
        };
        RefusedCallbackList: {
            items: components["schemas"]["RefusedCallbackView"][];
        };
        RefusedCallbackView: {
            /** @example epay */
            provider: string;
            /**
             * @description signature: no valid one; malformed: cannot be read in one way
             * @example signature
             * @enum {string}
             */
            reason: "signature" | "malformed" | "not_configured";
            /**
             * @description The address that sent it
             * @example 203.0.113.7
             */
            address: string;
            /** @description What came, as it came, cut */
            body: string;
            /**
             * Format: int64
             * @description Unix seconds
             */
            received_time: number;
        };
        RegisterReply: {
            /** @description If an affiliate code was given: whether an account was found for it */
            invited?: boolean;
        };
        RelayCredentialView: {
            /** Format: int64 */
            id: number;
            name: string;
            /** @description verify: keys and receipts; usage: reservations and settlements */
            scopes: string[];
            /** @description Addresses or CIDR ranges; empty: anywhere */
            allow_ips: string;
            /**
             * Format: int64
             * @description -1: never
             */
            expired_time: number;
            /** Format: int64 */
            created_time: number;
            /**
             * Format: int64
             * @description Until then the secret before the rotation is valid, too
             */
            previous_until?: number;
            /** Format: int64 */
            revoked_time?: number;
        };
        RelayLimit: {
            /** @description user, user_window, key or key_window */
            scope: string;
            /** Format: int64 */
            limit: number;
            /** Format: int64 */
            used: number;
            /** Format: int64 */
            reserved: number;
            /** Format: int64 */
            remaining: number;
            /**
             * Format: int64
             * @description Unix seconds at which the window ends
             */
            resets_at?: number;
        };
        RelayPage: {
            /** @example [] */
            items: unknown[];
            /**
             * Format: int64
             * @example 1
             */
            page: number;
            /**
             * Format: int64
             * @example 10
             */
            page_size: number;
            /**
             * Format: int64
             * @example 0
             */
            total: number;
        };
        RelayVerified: {
            /** Format: int64 */
            user_id: number;
            username: string;
            /** Format: int64 */
            role: number;
            /** @description The group that the request is priced by */
            group: string;
            user_group: string;
            /** Format: int64 */
            api_key_id: number;
            api_key_name: string;
            /**
             * Format: int64
             * @description Quota of the user that is neither spent nor reserved
             */
            available: number;
            /**
             * Format: int64
             * @description What the key may still spend; missing if it is unlimited
             */
            key_available?: number;
            unlimited_quota: boolean;
            /** @description Models that the key may use; empty: all */
            model_limits: string[];
            /**
             * Format: int64
             * @description Unix seconds; -1: never
             */
            expires_at: number;
            limits: components["schemas"]["RelayLimit"][];
        };
        RelayVerifyRequest: {
            /** @description The API key as the user sent it, with or without sk- */
            key: string;
            model?: string;
            /** @description The user's address */
            ip?: string;
            /**
             * Format: int64
             * @description Quota that the request is likely to cost
             */
            estimate?: number;
        };
        ReleaseRequest: {
            /** @description Chosen by the relay, unique for ever: each operation happens once */
            request_id: string;
        };
        Released: {
            /**
             * Format: int64
             * @description Quota that was freed; 0 if nothing was held
             */
            released: number;
        };
        ReserveRequest: {
            /** @description The API key as the user sent it, with or without sk- */
            key?: string;
            /**
             * Format: int64
             * @description In place of key
             */
            user_id?: number;
            /**
             * Format: int64
             * @description With user_id, if an API key was used
             */
            api_key_id?: number;
            /** @description Chosen by the relay, unique for ever: each operation happens once */
            request_id: string;
            /**
             * Format: int64
             * @description Quota
             */
            amount: number;
            model?: string;
            group?: string;
            /** @description The user's address */
            ip?: string;
            /**
             * Format: int64
             * @description Seconds until the reservation ends by itself (default 60)
             */
            ttl_seconds?: number;
            /** @description The relay's own reference, kept on the receipt */
            reference?: string;
        };
        Reserved: {
            request_id: string;
            /**
             * Format: int64
             * @description Quota held for this request
             */
            reserved: number;
            /**
             * Format: int64
             * @description Quota of the user that is neither spent nor reserved
             */
            available: number;
            /**
             * Format: int64
             * @description What the key may still spend; missing if it is unlimited
             */
            key_available?: number;
            /**
             * Format: int64
             * @description Unix seconds
             */
            expires_at: number;
            /** @description The reservation existed; nothing was done */
            duplicate: boolean;
        };
        ResetRequest: {
            /** @example user@example.com */
            email: string;
            /** @description Token from the link in the mail */
            token: string;
        };
        ResolveRequest: {
            /** Format: int64 */
            id: number;
            /** @example refunded at the provider */
            note: string;
        };
        SecondFactorCode: {
            /**
             * @description Code of the app (6 digits) or backup code (XXXX-XXXX)
             * @example 123456
             */
            code: string;
        };
        SecondFactorLogin: {
            /**
             * @description Code of the app (6 digits) or backup code (XXXX-XXXX)
             * @example 123456
             */
            code: string;
            /** @description Of the first step; without it the cookie of the first step counts */
            flow_token?: string;
        };
        SecondFactorSetup: {
            /**
             * @description Shown once
             * @example [
             *       "9V2J-X417"
             *     ]
             */
            backup_codes: string[];
            /** @description Base32, shown once */
            secret: string;
            /** @description otpauth:// address for a QR code */
            qr_code_data: string;
        };
        SecondFactorStats: {
            /**
             * Format: int64
             * @example 47
             */
            total_users: number;
            /**
             * Format: int64
             * @example 1
             */
            enabled_users: number;
            /** @example 2.1% */
            enabled_rate: string;
        };
        SecondFactorStatus: {
            enabled: boolean;
            /** @description Too many wrong codes; they are refused for a while */
            locked: boolean;
            /**
             * Format: int64
             * @description Only while enabled
             * @example 4
             */
            backup_codes_remaining?: number;
        };
        SecurityEvent: {
            /** Format: int64 */
            id: number;
            /** @example security.login */
            action: string;
            /**
             * Format: int64
             * @description Unix seconds
             */
            created_at: number;
            /**
             * Format: int64
             * @description Who did it; 0: nobody who was logged in
             */
            actor_id: number;
            /** @description Address it came from; empty once erased */
            ip: string;
            user_agent: string;
            request_id: string;
            /**
             * @description How, or what it became
             * @example {
             *       "method": "password"
             *     }
             */
            detail?: unknown;
        };
        SecurityEventPage: {
            items: components["schemas"]["SecurityEvent"][];
            /** Format: int64 */
            total: number;
            /** Format: int64 */
            page: number;
            /** Format: int64 */
            page_size: number;
        };
        SecurityProof: {
            /** @description For X-Security-Proof, in this session, until expires_at */
            proof_token?: string;
            /**
             * Format: int64
             * @description Unix seconds
             */
            expires_at?: number;
            /** @example 2fa */
            method?: string;
            /** @example passkey.register */
            scope?: string;
        };
        SessionItem: {
            /**
             * Format: uuid
             * @example 3f8c1f5e-0b56-4c8e-9a51-1c2d3e4f5a6b
             */
            sid: string;
            /** @description The session that asks */
            current: boolean;
            /**
             * @description password, passkey, wechat, telegram or oauth:<provider>
             * @example password
             */
            login_method: string;
            ip: string;
            /** @description Browser and system, as the client named them */
            user_agent: string;
            /**
             * Format: int64
             * @description Unix seconds
             */
            created_at: number;
            /**
             * Format: int64
             * @description Unix seconds
             */
            last_active_at: number;
            /**
             * Format: int64
             * @description Unix seconds
             */
            expires_at: number;
            /** Format: int64 */
            id: number;
            /** @description Browser and system, as the client named them */
            device: string;
            /**
             * @description How the session was begun
             * @example password
             */
            method: string;
            /**
             * Format: int64
             * @description Unix seconds
             */
            last_used_at: number;
        };
        SettleRequest: {
            /** @description Chosen by the relay, unique for ever: each operation happens once */
            request_id: string;
            /**
             * Format: int64
             * @description Quota; 0 is counted and logged
             */
            amount: number;
            /** @example gpt-4 */
            model: string;
            /** Format: int64 */
            prompt_tokens?: number;
            /** Format: int64 */
            completion_tokens?: number;
            /**
             * Format: int64
             * @description Seconds
             */
            use_time?: number;
            is_stream?: boolean;
            /** Format: int64 */
            channel_id?: number;
            group?: string;
            content?: string;
            /** @description Text of a JSON object, or empty; shown to the client as it is */
            other?: string;
            /** @description If the user lets it be recorded */
            ip?: string;
            /** @description The relay's own reference, kept on the receipt */
            reference?: string;
            /** @description How the amount was computed (rule, ratios), kept on the receipt; at most 4 kB */
            price?: unknown;
        };
        Settled: {
            request_id: string;
            /** Format: int64 */
            transaction_id: number;
            /**
             * Format: int64
             * @description Quota taken from the balance
             */
            charged: number;
            /**
             * Format: int64
             * @description Quota that the balance lacked: it became debt, or was written off
             */
            shortfall: number;
            /**
             * Format: int64
             * @description The balance after this settlement
             */
            balance: number;
            /**
             * Format: int64
             * @description What the key may still spend; missing if it is unlimited
             */
            key_remaining?: number;
            /** @description It was settled before; nothing was done */
            duplicate: boolean;
        };
        SetupRequest: {
            /**
             * @description At most 12 characters
             * @example root
             */
            username?: string;
            /** @example password123 */
            password?: string;
            /** @example password123 */
            confirmPassword?: string;
            /** @description For one person: no prices need to be set */
            SelfUseModeEnabled?: boolean;
            DemoSiteEnabled?: boolean;
            /** @description The token that is printed at the start; needed unless the request comes from the same machine */
            setup_token?: string;
            /** @description The same token, in the header X-Setup-Token */
            header_token?: string;
        };
        SetupState: {
            /** @description The system is set up */
            status: boolean;
            /** @description A root account exists */
            root_init: boolean;
            /** @example postgres */
            database_type: string;
        };
        SiteStatus: {
            version: string;
            /**
             * Format: int64
             * @description Unix seconds
             */
            start_time: number;
            /** @description The system is set up */
            setup: boolean;
            system_name: string;
            logo: string;
            footer_html: string;
            server_address: string;
            docs_link: string;
            top_up_link: string;
            email_verification: boolean;
            turnstile_check: boolean;
            turnstile_site_key: string;
            github_oauth: boolean;
            github_client_id: string;
            discord_oauth: boolean;
            discord_client_id: string;
            linuxdo_oauth: boolean;
            linuxdo_client_id: string;
            /** Format: int64 */
            linuxdo_minimum_trust_level: number;
            telegram_oauth: boolean;
            telegram_bot_name: string;
            wechat_login: boolean;
            wechat_qrcode: string;
            oidc_enabled: boolean;
            oidc_client_id: string;
            oidc_authorization_endpoint: string;
            /** @example OIDC */
            oidc_display_name: string;
            /** @description Absent unless one is enabled */
            custom_oauth_providers?: components["schemas"]["OfferedProvider"][];
            password_login_enabled: boolean;
            password_register_enabled: boolean;
            register_enabled: boolean;
            passkey_login: boolean;
            passkey_display_name: string;
            passkey_rp_id: string;
            passkey_origins: string;
            passkey_allow_insecure: boolean;
            passkey_user_verification: string;
            passkey_attachment: string;
            /**
             * @description Quota in one unit of currency
             * @example 500000
             */
            quota_per_unit: number;
            display_in_currency: boolean;
            /** @example USD */
            quota_display_type: string;
            /** @example ¤ */
            custom_currency_symbol: string;
            custom_currency_exchange_rate: number;
            usd_exchange_rate: number;
            price: number;
            /** Format: int64 */
            min_topup: number;
            stripe_unit_price: number;
            checkin_enabled: boolean;
            /** @example default */
            theme: string;
            enable_batch_update: boolean;
            enable_drawing: boolean;
            enable_task: boolean;
            enable_data_export: boolean;
            /** @example hour */
            data_export_default_time: string;
            default_collapse_sidebar: boolean;
            mj_notify_enabled: boolean;
            demo_site_enabled: boolean;
            self_use_mode_enabled: boolean;
            default_use_auto_group: boolean;
            /** @description Objects of one key: name and address */
            chats: unknown[];
            /** @description JSON text, or empty */
            HeaderNavModules: string;
            /** @description JSON text, or empty */
            SidebarModulesAdmin: string;
            api_info_enabled: boolean;
            uptime_kuma_enabled: boolean;
            announcements_enabled: boolean;
            faq_enabled: boolean;
            api_info?: unknown[];
            announcements?: unknown[];
            faq?: unknown[];
            user_agreement_enabled: boolean;
            privacy_policy_enabled: boolean;
        };
        Statement: {
            /** @example quota */
            account: string;
            /**
             * Format: int64
             * @description Unix seconds
             */
            from: number;
            /**
             * Format: int64
             * @description Unix seconds
             */
            to: number;
            /** Format: int64 */
            opening_balance: number;
            by_kind: components["schemas"]["StatementLine"][];
            /** Format: int64 */
            closing_balance: number;
            /**
             * Format: int64
             * @description Entries of the account before the period
             */
            first_version: number;
            /**
             * Format: int64
             * @description Entries of the account up to its end
             */
            last_version: number;
        };
        StatementLine: {
            /** @example usage */
            kind: string;
            /** Format: int64 */
            count: number;
            /**
             * @description Sum of what came in
             * @example 100000
             */
            credits: string;
            /**
             * @description Sum of what went out, below zero
             * @example -2500
             */
            debits: string;
        };
        StrandedGroup: {
            /** @example vip */
            group: string;
            /**
             * Format: int64
             * @description Users of this group
             */
            users: number;
            /**
             * Format: int64
             * @description API keys of this group
             */
            keys: number;
        };
        StripePayReply: {
            /** @example https://checkout.stripe.com/c/pay/cs_test_a1 */
            pay_link: string;
        };
        StripePayRequest: {
            /**
             * Format: int64
             * @description Units; quota where quota is shown as tokens
             * @example 10
             */
            amount: number;
            /** @example stripe */
            payment_method?: string;
        };
        SubscriptionItem: {
            subscription: components["schemas"]["SubscriptionView"];
        };
        SubscriptionView: {
            /**
             * Format: int64
             * @example 1
             */
            id: number;
            /**
             * Format: int64
             * @example 2
             */
            user_id: number;
            /**
             * Format: int64
             * @example 1
             */
            plan_id: number;
            /**
             * Format: int64
             * @description Quota of each period; 0: no limit
             * @example 3000000
             */
            amount_total: number;
            /**
             * Format: int64
             * @description Used since the last reset
             * @example 0
             */
            amount_used: number;
            /** Format: int64 */
            start_time: number;
            /** Format: int64 */
            end_time: number;
            /**
             * @description active, expired or cancelled
             * @example active
             */
            status: string;
            /**
             * @description order, balance, admin or import
             * @example order
             */
            source: string;
            /** Format: int64 */
            last_reset_time: number;
            /** Format: int64 */
            next_reset_time: number;
            upgrade_group: string;
            prev_user_group: string;
            downgrade_group: string;
            allow_wallet_overflow: boolean;
            /** Format: int64 */
            created_at: number;
            /** Format: int64 */
            updated_at: number;
        };
        SystemTaskView: {
            /** Format: int64 */
            id: number;
            /** @example systask_4fK2 */
            task_id: string;
            /** @example log_cleanup */
            type: string;
            /**
             * @example succeeded
             * @enum {string}
             */
            status: "pending" | "running" | "succeeded" | "failed";
            /** @description Only while it is under way */
            active_key?: string;
            payload: components["schemas"]["TaskPayload"];
            state: components["schemas"]["TaskState"];
            result: components["schemas"]["TaskResult"] | null;
            /** @description Why it failed */
            error: string;
            locked_by: string;
            /**
             * Format: int64
             * @description Unix seconds
             */
            created_at: number;
            /**
             * Format: int64
             * @description Unix seconds
             */
            updated_at: number;
        };
        TaskPayload: {
            /**
             * Format: int64
             * @description Lines that one step deletes at most
             */
            batch_size: number;
            /**
             * Format: int64
             * @description Unix seconds
             */
            target_timestamp: number;
        };
        TaskResult: {
            /** Format: int64 */
            deleted_count: number;
        };
        TaskState: {
            /**
             * Format: int64
             * @description Lines deleted so far
             */
            processed: number;
            /**
             * Format: int64
             * @description Percent
             */
            progress: number;
            /** Format: int64 */
            remaining: number;
            /** Format: int64 */
            total: number;
        };
        TelegramFlowReply: {
            /** @description The `state` for the provider: good once, for ten minutes, in this browser */
            flow_token: string;
            /**
             * Format: int64
             * @description Unix seconds
             */
            expires_at: number;
            /** @description Where Telegram's widget sends the browser */
            callback_url: string;
        };
        TestMailRequest: {
            /** @example admin@example.com */
            to: string;
        };
        TopUpInfo: {
            enable_online_topup: boolean;
            enable_stripe_topup: boolean;
            enable_creem_topup: boolean;
            /**
             * @description JSON text
             * @example []
             */
            creem_products: string;
            pay_methods: components["schemas"]["PayMethodView"][];
            /**
             * Format: int64
             * @example 1
             */
            min_topup: number;
            /**
             * Format: int64
             * @example 1
             */
            stripe_min_topup: number;
            /**
             * @example [
             *       10,
             *       20,
             *       50
             *     ]
             */
            amount_options: number[];
            /**
             * @example {
             *       "100": 0.9
             *     }
             */
            discount: {
                [key: string]: number;
            };
            /** @description Redemption codes can be redeemed */
            enable_redemption: boolean;
            /** @description Where codes are sold, or empty */
            topup_link: string;
            /** @description Clients of 2026 lock their payment page until it is true */
            payment_compliance_confirmed: boolean;
            /** @example v1 */
            payment_compliance_terms_version: string;
            enable_waffo_topup: boolean;
            /** @description Null while Waffo is off */
            waffo_pay_methods: unknown[] | null;
            /**
             * Format: int64
             * @example 1
             */
            waffo_min_topup: number;
            enable_waffo_pancake_topup: boolean;
            /**
             * Format: int64
             * @example 1
             */
            waffo_pancake_min_topup: number;
        };
        TransferRequest: {
            /**
             * Format: int64
             * @description At least one unit (`QuotaPerUnit`)
             * @example 500000
             */
            quota: number;
        };
        TrialBalance: {
            /** @description Everything adds up */
            balanced: boolean;
            /** Format: int64 */
            accounts: number;
            /** Format: int64 */
            entries: number;
            /**
             * Format: int64
             * @description Accounts whose balance is not the sum of their entries
             */
            accounts_out_of_balance: number;
            /**
             * Format: int64
             * @description Transactions whose entries do not add up to zero
             */
            transactions_out_of_balance: number;
            by_kind: components["schemas"]["KindSum"][];
        };
        UpdateOptionRequest: {
            /** @example QuotaForNewUser */
            key: string;
            /**
             * @description Text, number, boolean, or the JSON itself; stored as text
             * @example 500000
             */
            value: unknown;
            /** @description Change the groups although users or keys are stranded by it */
            force?: boolean;
        };
        UpdateProfileRequest: {
            /** @description JSON text; where given, nothing else is read */
            sidebar_modules?: string;
            /**
             * @description Kept in setting.language as sent
             * @example zhCN
             */
            language?: string;
            username?: string;
            /** @example New Display Name */
            display_name?: string;
            /** @example newemail@example.com */
            email?: string;
            password?: string;
            /** @description Needed where the password or the user name changes */
            original_password?: string;
        };
        UpdateUserRequest: {
            /**
             * Format: int64
             * @description Quota that may be spent in each window; -1: no budget
             */
            budget_quota?: number;
            /**
             * @description The calendar window, by default a month. Another one begins with nothing spent
             * @enum {string}
             */
            budget_period?: "hour" | "day" | "week" | "month";
            /**
             * @description IANA name of the time zone in which windows begin, by default UTC
             * @example Europe/Berlin
             */
            budget_timezone?: string;
            /**
             * Format: int64
             * @example 2
             */
            id: number;
            username?: string;
            /** @description Empty: none */
            display_name?: string;
            email?: string;
            /** @description Empty: unchanged */
            password?: string;
            group?: string;
            /**
             * Format: int64
             * @description New balance; the difference becomes a ledger entry. Among other fields and without `expected_quota`, a balance of the last hour is what a form was opened with: it stays as it is
             */
            quota?: number;
            /**
             * Format: int64
             * @description Refuses the change where the balance is another by now
             */
            expected_quota?: number;
            /** Format: int64 */
            role?: number;
            /** Format: int64 */
            status?: number;
            /** @description Empty: none */
            remark?: string;
            /** @description Only empty: forgets the Stripe customer */
            stripe_customer?: string;
            /**
             * @description Rights of an administrator by resource and action; only root may change them. What is left out is the default of the role
             * @example {
             *       "user": {
             *         "grant": false
             *       }
             *     }
             */
            admin_permissions?: unknown;
            /** @description Why, for the ledger and the audit trail */
            reason?: string;
        };
        UptimeCategory: {
            categoryName: string;
            monitors: components["schemas"]["UptimeMonitor"][];
        };
        UptimeMonitor: {
            name: string;
            /** @description Share of the last day, 0 to 1 */
            uptime: number;
            /**
             * Format: int64
             * @description 0 down, 1 up, 2 pending, 3 maintenance
             */
            status: number;
            group: string;
        };
        UsageFlow: {
            /** Format: int64 */
            user_id?: number;
            username?: string;
            /** @description Empty: the platform does not know the nodes of a relay */
            node_name?: string;
            /** Format: int64 */
            token_id?: number;
            token_name?: string;
            /** @example default */
            use_group: string;
            /**
             * Format: int64
             * @description 0: none
             */
            channel_id?: number;
            /** @description Empty: the relay keeps the names */
            channel_name?: string;
            /** @example gpt-4 */
            model_name: string;
            /** Format: int64 */
            token_used: number;
            /**
             * Format: int64
             * @description Requests
             */
            count: number;
            /** Format: int64 */
            quota: number;
        };
        UsagePoint: {
            /** Format: int64 */
            id: number;
            /**
             * Format: int64
             * @description 0: of all users together
             */
            user_id: number;
            /** @description Empty: of all users together */
            username: string;
            /** @example gpt-4 */
            model_name: string;
            /**
             * Format: int64
             * @description Unix seconds of its begin: of the hour, day, week or month, in UTC
             */
            created_at: number;
            /** Format: int64 */
            token_used: number;
            /**
             * Format: int64
             * @description Requests
             */
            count: number;
            /** Format: int64 */
            quota: number;
        };
        UsageResult: {
            request_id: string;
            ok: boolean;
            /** @description Code of the refusal */
            code?: string;
            /** Format: int64 */
            transaction_id?: number;
            /** @description It was settled before; nothing was done */
            duplicate?: boolean;
        };
        UserApiKey: {
            /**
             * Format: int64
             * @example 7
             */
            id: number;
            /**
             * Format: int64
             * @example 2
             */
            user_id: number;
            /**
             * Format: int64
             * @description 1 enabled, 2 disabled, 3 expired, 4 exhausted
             */
            status: number;
            /** @example production */
            name: string;
            /**
             * Format: int64
             * @description Unix seconds
             */
            created_time: number;
            /**
             * Format: int64
             * @description Unix seconds of the last use, or of the creation
             */
            accessed_time: number;
            /**
             * Format: int64
             * @description Unix seconds; -1: never
             */
            expired_time: number;
            /**
             * Format: int64
             * @description What the key may still spend, in quota
             */
            remain_quota: number;
            unlimited_quota: boolean;
            /**
             * Format: int64
             * @description What it has spent, in quota
             */
            used_quota: number;
            model_limits_enabled: boolean;
            model_limits: string;
            allow_ips: string;
            /**
             * @description Empty: the user's own group
             * @example default
             */
            group: string;
        };
        UserApiKeyPage: {
            items: components["schemas"]["UserApiKey"][];
            /** Format: int64 */
            total: number;
            /** Format: int64 */
            page: number;
            /**
             * Format: int64
             * @description Less than was asked for if so many keys with long lists would not fit into one answer
             */
            page_size: number;
        };
        UserItem: {
            /**
             * Format: int64
             * @description Quota that may be spent in each window
             */
            budget_quota?: number;
            /** @description hour, day, week or month */
            budget_period?: string;
            budget_timezone?: string;
            /**
             * Format: int64
             * @description Settled in the current window, in quota
             */
            budget_used?: number;
            /**
             * Format: int64
             * @description When the next window begins, in Unix seconds
             */
            budget_resets_at?: number;
            /**
             * Format: int64
             * @example 2
             */
            id: number;
            /** @example alice */
            username: string;
            /** @example Alice */
            display_name: string;
            /**
             * Format: int64
             * @description 1 user, 10 admin, 100 root
             * @example 1
             */
            role: number;
            /**
             * Format: int64
             * @description 1 enabled, 2 disabled
             * @example 1
             */
            status: number;
            /** @example alice@example.com */
            email: string;
            /** @example default */
            group: string;
            /**
             * Format: int64
             * @description Remaining balance, in quota
             * @example 500000
             */
            quota: number;
            /** Format: int64 */
            used_quota: number;
            /** Format: int64 */
            request_count: number;
            /** Format: int64 */
            aff_count: number;
            /** Format: int64 */
            aff_quota: number;
            /** Format: int64 */
            aff_history_quota: number;
            /**
             * Format: int64
             * @description 0: nobody
             */
            inviter_id: number;
            remark: string;
            /**
             * @description When the account was deleted (RFC 3339), or null
             * @example null
             */
            DeletedAt: string | null;
            /**
             * @description Always null
             * @example null
             */
            access_token: unknown;
            /**
             * Format: int64
             * @description Unix seconds
             */
            created_at: number;
            /**
             * Format: int64
             * @description Unix seconds; 0: never
             */
            last_login_at: number;
            /**
             * Format: int64
             * @description Until when wrong passwords or codes lock a login method of the account, at least for one network (Unix seconds); 0: not locked
             */
            locked_until: number;
        };
        UserPage: {
            items: components["schemas"]["UserItem"][];
            /**
             * Format: int64
             * @description How many there are in all
             * @example 1
             */
            total: number;
            /**
             * Format: int64
             * @example 1
             */
            page: number;
            /**
             * Format: int64
             * @example 20
             */
            page_size: number;
            /** @description Beyond a thousand hits of a search or filter the total is an estimate */
            total_estimated: boolean;
            /** @description For the next page in the order of ids, whatever is added meanwhile; null at the end */
            next_cursor: string | null;
        };
        UserRecord: {
            /**
             * Format: int64
             * @description Quota that may be spent in each window
             */
            budget_quota?: number;
            /** @description hour, day, week or month */
            budget_period?: string;
            budget_timezone?: string;
            /**
             * Format: int64
             * @description Settled in the current window, in quota
             */
            budget_used?: number;
            /**
             * Format: int64
             * @description When the next window begins, in Unix seconds
             */
            budget_resets_at?: number;
            /**
             * Format: int64
             * @example 2
             */
            id: number;
            /** @example alice */
            username: string;
            /** @example Alice */
            display_name: string;
            /**
             * Format: int64
             * @description 1 user, 10 admin, 100 root
             * @example 1
             */
            role: number;
            /**
             * Format: int64
             * @description 1 enabled, 2 disabled
             * @example 1
             */
            status: number;
            /** @example alice@example.com */
            email: string;
            /** @example default */
            group: string;
            /**
             * Format: int64
             * @description Remaining balance, in quota
             * @example 500000
             */
            quota: number;
            /** Format: int64 */
            used_quota: number;
            /** Format: int64 */
            request_count: number;
            /** Format: int64 */
            aff_count: number;
            /** Format: int64 */
            aff_quota: number;
            /** Format: int64 */
            aff_history_quota: number;
            /**
             * Format: int64
             * @description 0: nobody
             */
            inviter_id: number;
            remark: string;
            /**
             * @description When the account was deleted (RFC 3339), or null
             * @example null
             */
            DeletedAt: string | null;
            /**
             * @description Always null
             * @example null
             */
            access_token: unknown;
            /**
             * Format: int64
             * @description Unix seconds
             */
            created_at: number;
            /**
             * Format: int64
             * @description Unix seconds; 0: never
             */
            last_login_at: number;
            /**
             * Format: int64
             * @description Until when wrong passwords or codes lock a login method of the account, at least for one network (Unix seconds); 0: not locked
             */
            locked_until: number;
            aff_code: string;
            github_id: string;
            discord_id: string;
            oidc_id: string;
            wechat_id: string;
            telegram_id: string;
            linux_do_id: string;
            /** @description JSON text, without the secrets of notification channels */
            setting: string;
            stripe_customer: string;
            /** @description The address was proven, or set by an administrator */
            email_verified: boolean;
            /** @description Why the user was disabled, as the administrator gave it; empty while enabled */
            disable_reason: string;
            /**
             * @description Rights by resource and action
             * @example {
             *       "user": {
             *         "read": true
             *       }
             *     }
             */
            admin_permissions: unknown;
        };
        VendorShareHistory: {
            points: unknown[];
            vendors: unknown[];
            /**
             * Format: int64
             * @example 0
             */
            buckets: number;
        };
        Verified: {
            verified: boolean;
            /**
             * Format: int64
             * @description Unix seconds
             */
            expires_at?: number;
        };
        VerifyPasskeyRequest: {
            /** @description What for; then the second step answers a proof token */
            scope?: string;
        };
        VerifyReply: {
            /** @description For X-Security-Proof, in this session, until expires_at */
            proof_token?: string;
            /**
             * Format: int64
             * @description Unix seconds
             */
            expires_at?: number;
            /** @example 2fa */
            method?: string;
            /** @example passkey.register */
            scope?: string;
            verified: boolean;
        };
        VerifyRequest: {
            /**
             * @description `2fa`, `passkey` (after passkey/verify/finish) or `password`
             * @example 2fa
             */
            method: string;
            /** @description For `2fa`: app or backup code; for `password`: the password */
            code?: string;
            /**
             * @description What for; then the answer holds a proof token
             * @enum {string}
             */
            scope?: "channel.key.read" | "passkey.register" | "passkey.delete";
        };
        WeChatRequest: {
            /** @description Code the WeChat account answered with */
            code: string;
        };
        WebhookDeliveries: {
            items: components["schemas"]["WebhookDeliveryView"][];
            /** Format: int64 */
            total: number;
            /** Format: int64 */
            page: number;
            /** Format: int64 */
            page_size: number;
        };
        WebhookDeliveryView: {
            /** Format: int64 */
            id: number;
            /**
             * @description The webhook-id of every attempt
             * @example evt_42
             */
            event_id: string;
            /** @example order.paid */
            type: string;
            /** @description pending, delivered or parked */
            state: string;
            /** Format: int64 */
            attempts: number;
            /**
             * Format: int64
             * @description HTTP status of the last answer
             */
            status?: number;
            error: string;
            /**
             * Format: int64
             * @description When the event happened, in Unix seconds
             */
            created_time: number;
            /** Format: int64 */
            attempted_time?: number;
        };
        WebhookView: {
            /** Format: int64 */
            id: number;
            url: string;
            description: string;
            events: string[];
            /** @description Disabled endpoints get no events */
            enabled: boolean;
            /**
             * Format: int64
             * @description Since then every delivery failed
             */
            failing_since?: number;
            /**
             * Format: int64
             * @description Until then the secret before the rotation signs, too
             */
            previous_until?: number;
            /** Format: int64 */
            created_time: number;
        };
        /**
         * @description Stable name of an error
         * @enum {string}
         */
        ErrorCode: "INVALID_PARAMETER" | "UNKNOWN_PARAMETER" | "INVALID_VALUE" | "MALFORMED_BODY" | "UNSUPPORTED_MEDIA_TYPE" | "MALFORMED_REQUEST" | "REQUEST_TIMEOUT" | "HEADERS_TOO_LARGE" | "BODY_TOO_LARGE" | "NOT_FOUND" | "UNAUTHENTICATED" | "CREDENTIAL_INVALID" | "NEW_API_USER_MISSING" | "NEW_API_USER_MALFORMED" | "NEW_API_USER_MISMATCH" | "USER_DISABLED" | "PERMISSION_DENIED" | "PERMISSION_MISSING" | "ORIGIN_REFUSED" | "RATE_LIMITED" | "OVERLOADED" | "UNAVAILABLE" | "OUTCOME_UNKNOWN" | "REPLY_TOO_LARGE" | "INTERNAL" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "IDEMPOTENCY_KEY_INVALID" | "REGISTRATION_CLOSED" | "PASSWORD_REGISTRATION_CLOSED" | "EMAIL_REQUIRED" | "EMAIL_CODE_INVALID" | "EMAIL_TAKEN" | "USERNAME_TAKEN" | "ACCOUNT_EXISTS" | "PASSWORD_BLOCKED" | "AFF_CODE_UNKNOWN" | "USERNAME_CONFUSABLE" | "PASSWORD_LOGIN_CLOSED" | "LOGIN_REFUSED" | "ORIGINAL_PASSWORD_WRONG" | "ROOT_UNDELETABLE" | "SETTING_MALFORMED" | "SETTING_TOO_LARGE" | "SESSION_NOT_FOUND" | "USER_NOT_FOUND" | "TARGET_OUTRANKS" | "SECOND_FACTOR_ON" | "SECOND_FACTOR_ENABLED" | "SECOND_FACTOR_OFF" | "SECOND_FACTOR_REQUIRED" | "SECOND_FACTOR_NOT_SET_UP" | "SECOND_FACTOR_LOCKED" | "SECOND_FACTOR_OUTRANKED" | "PENDING_LOGIN_OVER" | "CODE_LENGTH" | "CODE_DIGITS" | "CODE_REFUSED" | "CODE_WRONG" | "SESSION_NEEDED" | "PASSKEY_CLOSED" | "PASSKEY_ORIGIN_UNKNOWN" | "PASSKEY_ORIGIN_INSECURE" | "PASSKEY_CEREMONY_OVER" | "PASSKEY_NOT_CREATED" | "PASSKEY_TOO_MANY" | "PASSKEY_NONE" | "PASSKEY_OUTRANKED" | "PASSKEY_REFUSED" | "PASSKEY_OFF" | "VERIFY_NO_FACTOR" | "VERIFY_CODE_MISSING" | "VERIFY_METHOD_UNKNOWN" | "VERIFY_SCOPE_UNKNOWN" | "VERIFY_FAILED" | "VERIFICATION_REQUIRED" | "VERIFICATION_EXPIRED" | "AUTH_SESSION_MISMATCH" | "AUTH_REFRESH_RACE" | "AUTH_SESSION_REVOKED" | "AUTH_SESSION_NOT_FOUND" | "SECURITY_PROOF_REQUIRED" | "SECURITY_PROOF_INVALID" | "SECURITY_PROOF_EXPIRED" | "SECURITY_PROOF_SCOPE_MISMATCH" | "SECURITY_PROOF_METHOD_MISMATCH" | "API_KEY_MISSING" | "API_KEY_INVALID" | "API_KEY_DISABLED" | "API_KEY_EXPIRED" | "API_KEY_EXHAUSTED" | "API_KEY_USER_DISABLED" | "API_KEY_ADDRESS_REFUSED" | "API_KEY_GROUP_REFUSED" | "API_KEY_AUTO_GROUPS_REFUSED" | "SEARCH_PATTERN_REFUSED" | "API_KEY_MODEL_REFUSED" | "API_KEY_NOT_FOUND" | "API_KEY_NAME_TOO_LONG" | "API_KEY_EXPIRY_PAST" | "API_KEY_LIMIT_REACHED" | "API_KEY_STAYS_EXPIRED" | "API_KEY_STAYS_EXHAUSTED" | "CHECK_IN_OFF" | "CHECK_IN_DONE" | "EMAIL_INVALID" | "EMAIL_DOMAIN_REFUSED" | "EMAIL_ALIAS_REFUSED" | "MAIL_NOT_CONFIGURED" | "RESET_LINK_INVALID" | "TURNSTILE_TOKEN_MISSING" | "TURNSTILE_REFUSED" | "TURNSTILE_UNAVAILABLE" | "OAUTH_STATE_INVALID" | "OAUTH_DISABLED" | "WECHAT_DISABLED" | "OAUTH_REFUSED" | "OAUTH_UNREACHABLE" | "OAUTH_TOKEN_FAILED" | "OAUTH_USER_FAILED" | "OAUTH_USER_EMPTY" | "OAUTH_POLICY_REFUSED" | "CUSTOM_PROVIDER_NOT_FOUND" | "CUSTOM_PROVIDER_SLUG_TAKEN" | "CUSTOM_PROVIDER_SLUG_RESERVED" | "CUSTOM_PROVIDER_BOUND" | "OAUTH_ALREADY_BOUND" | "WECHAT_ALREADY_BOUND" | "WECHAT_CODE_INVALID" | "TRUST_LEVEL_TOO_LOW" | "TELEGRAM_REQUEST_INVALID" | "TELEGRAM_NOT_BOUND" | "ACCOUNT_DELETED" | "ACCOUNT_DISABLED" | "BINDING_NOT_FOUND" | "LAST_WAY_IN" | "INSUFFICIENT_QUOTA" | "AFF_QUOTA_INSUFFICIENT" | "ACCOUNT_NOT_FOUND" | "ALREADY_POSTED" | "QUOTA_OUT_OF_RANGE" | "QUOTA_CHANGED" | "QUOTA_OUTDATED" | "REDEMPTION_INVALID" | "REDEMPTION_OWN" | "REDEMPTION_PENDING" | "GRANT_ABOVE_THRESHOLD" | "REDEMPTION_NOT_FOUND" | "REDEMPTION_NAME" | "REDEMPTION_COUNT_LOW" | "REDEMPTION_COUNT_HIGH" | "REDEMPTION_QUOTA" | "REDEMPTION_EXPIRY" | "REDEMPTION_SPENT" | "REDEMPTION_STATUS" | "TRANSFER_TOO_SMALL" | "USAGE_CONFLICT" | "API_KEY_QUOTA_EXHAUSTED" | "API_KEY_BUDGET_EXHAUSTED" | "USER_BUDGET_EXHAUSTED" | "API_KEY_UNKNOWN" | "RESERVATION_UNKNOWN" | "RESERVATION_ENDED" | "RECEIPT_NOT_FOUND" | "RELAY_CREDENTIAL_INVALID" | "RELAY_CREDENTIAL_NOT_FOUND" | "RELAY_SCOPE_MISSING" | "RELAY_RATE_LIMITED" | "PERIOD_INVALID" | "AMOUNT_BELOW_MINIMUM" | "AMOUNT_ABOVE_MAXIMUM" | "AMOUNT_TOO_CHEAP" | "PAYMENT_METHOD_UNKNOWN" | "PAYMENT_CHANNEL_UNSUPPORTED" | "PAYMENT_NOT_CONFIGURED" | "PAYMENT_START_FAILED" | "PAYMENT_START_UNKNOWN" | "PRODUCT_REQUIRED" | "PRODUCT_UNKNOWN" | "PRODUCT_MISCONFIGURED" | "ORDER_NOT_FOUND" | "ORDER_REFUNDED" | "ORDER_NOT_COMPLETABLE" | "TOO_MANY_OPEN_ORDERS" | "ORDER_NOT_PAID" | "ORDER_OF_PEER" | "REFUND_OUT_OF_RANGE" | "PLAN_LIMIT_REACHED" | "PLAN_NOT_FOUND" | "PLAN_OFF" | "PLAN_INVALID" | "PLAN_GROUP_UNKNOWN" | "PLAN_NOT_FROM_BALANCE" | "PLAN_WITHOUT_PRODUCT" | "SUBSCRIPTION_NOT_FOUND" | "ORDER_UNKNOWN_OR_DONE" | "WEBHOOK_CLOSED" | "SIGNATURE_INVALID" | "CALLBACK_MALFORMED" | "QUARANTINED_EVENT_NOT_FOUND" | "OPTION_UNKNOWN" | "ROOT_LOGIN_MISSING" | "OPTION_INVALID" | "GROUPS_IN_USE" | "GROUP_UNKNOWN" | "GITHUB_NOT_CONFIGURED" | "DISCORD_NOT_CONFIGURED" | "OIDC_NOT_CONFIGURED" | "LINUXDO_NOT_CONFIGURED" | "EMAIL_DOMAINS_NOT_CONFIGURED" | "WECHAT_NOT_CONFIGURED" | "TURNSTILE_NOT_CONFIGURED" | "TELEGRAM_NOT_CONFIGURED" | "SETUP_DONE" | "SETUP_TOKEN_REQUIRED" | "SETUP_USERNAME_LENGTH" | "SETUP_PASSWORDS_DIFFER" | "SETUP_PASSWORD_LENGTH" | "USER_DELETED" | "UPDATE_OUTRANKS" | "DELETE_OUTRANKS" | "ROLE_NOT_GRANTABLE" | "ROLE_ABOVE_OWN" | "ROOT_UNDISABLEABLE" | "ROOT_NOT_DELETABLE" | "ROOT_UNDEMOTABLE" | "PROMOTION_BY_ROOT_ONLY" | "ALREADY_ADMIN" | "ALREADY_USER" | "TASK_TYPE_REQUIRED" | "PERMISSIONS_BY_ROOT_ONLY" | "INSTANCE_NOT_STALE" | "TASK_NOT_FOUND" | "OPTION_READ_ONLY" | "WEBHOOK_NOT_FOUND" | "RELAY_ONLY" | "RANKING_PERIOD_UNKNOWN" | "MODULE_CLOSED" | "QUOTA_CHANGE_ZERO" | "REFERENCE_REUSED" | "GRANT_CEILING" | "APPROVAL_PENDING" | "APPROVAL_REJECTED" | "APPROVAL_NOT_FOUND" | "APPROVAL_DECIDED" | "APPROVAL_OWN" | "TARGET_TIMESTAMP_REQUIRED" | "TIME_SPAN_TOO_LONG";
        Refusal: {
            /** @constant */
            success: false;
            /** @description For people; its wording may change */
            message: string;
            code: components["schemas"]["ErrorCode"];
            /** @description Payment routes only: the message again */
            data?: string;
            /** @description The parameters of the message */
            params?: {
                [key: string]: unknown;
            };
            /** @description Routes in the form of OpenAI only */
            error?: {
                [key: string]: unknown;
            };
        };
        Problem: {
            /** Format: uri-reference */
            type: string;
            title: string;
            status: number;
            code: components["schemas"]["ErrorCode"];
            /** @description Request id */
            instance: string;
            /** @description The parameters of the title */
            params?: {
                [key: string]: unknown;
            };
        };
    };
    responses: never;
    parameters: {
        /** @description The same key with the same request gets the first answer again, for 24 hours */
        IdempotencyKey: string;
    };
    requestBodies: never;
    headers: {
        /** @description Seconds */
        RetryAfter: number;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getAbout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /** @description Markdown, HTML or an address; empty when not set */
                        data: string;
                    };
                };
            };
        };
    };
    listApprovals: {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                p?: number;
                /** @description Items on a page (`ps` and `size` are aliases) */
                page_size?: number;
                /** @description Without it, all */
                state?: "pending" | "done" | "rejected";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["ApprovalPage"];
                    };
                };
            };
        };
    };
    decideApproval: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "approve": false
                 *     }
                 */
                "application/json": {
                    /** @description true approves, false rejects */
                    approve: boolean;
                    /** @description For the audit trail */
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["Approval"];
                    };
                };
            };
        };
    };
    listAuditEvents: {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                p?: number;
                /** @description Items on a page (`ps` and `size` are aliases) */
                page_size?: number;
                /** @description csv: a file of all pages; default: json */
                format?: "" | "json" | "csv";
                /** @description IANA time zone of the times in a file; default: the option SiteTimeZone */
                tz?: string;
                /** @description As `next_cursor` gave it: the items after that page, in the order of ids */
                cursor?: string;
                actor_id?: number;
                /** @description Name of the actor, as it is now */
                username?: string;
                /** @description What the action begins with */
                action?: string;
                target_type?: string;
                target_id?: string;
                request_id?: string;
                /** @description At or after, Unix seconds */
                start_timestamp?: number;
                /** @description Before, Unix seconds */
                end_timestamp?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["AuditPage"];
                    };
                    "text/csv": string;
                };
            };
        };
    };
    verifyAuditTrail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["AuditVerdict"];
                    };
                };
            };
        };
    };
    listPermissions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["PermissionCatalogue"];
                    };
                };
            };
        };
    };
    listChannels: {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                p?: number;
                /** @description Items on a page (`ps` and `size` are aliases) */
                page_size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["ChannelPage"];
                    };
                };
            };
        };
    };
    listChannelModels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /** @example [] */
                        data: unknown[];
                    };
                };
            };
        };
    };
    listEnabledModels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /**
                         * @example [
                         *       "gpt-4"
                         *     ]
                         */
                        data: string[];
                    };
                };
            };
        };
    };
    getChannelOperations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["ChannelOps"];
                    };
                };
            };
        };
    };
    searchChannels: {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                p?: number;
                /** @description Items on a page (`ps` and `size` are aliases) */
                page_size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["ChannelPage"];
                    };
                };
            };
        };
    };
    listModelsOfChannelTag: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /** @example  */
                        data: string;
                    };
                };
            };
        };
    };
    receiveCreemWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": unknown;
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    listCustomProviders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["CustomProvider"][];
                    };
                };
            };
        };
    };
    createCustomProvider: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "scopes": "openid profile email",
                 *       "user_id_field": "sub",
                 *       "name": "Acme",
                 *       "slug": "acme",
                 *       "client_id": "text",
                 *       "client_secret": "text",
                 *       "authorization_endpoint": "https://login.example.com/authorize",
                 *       "token_endpoint": "https://login.example.com/authorize",
                 *       "user_info_endpoint": "https://login.example.com/authorize"
                 *     }
                 */
                "application/json": components["schemas"]["CreateCustomProvider"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["CustomProvider"];
                    };
                };
            };
        };
    };
    getCustomProvider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["CustomProvider"];
                    };
                };
            };
        };
    };
    updateCustomProvider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "scopes": "openid profile email",
                 *       "user_id_field": "sub",
                 *       "slug": "acme",
                 *       "authorization_endpoint": "https://login.example.com/authorize",
                 *       "token_endpoint": "https://login.example.com/authorize",
                 *       "user_info_endpoint": "https://login.example.com/authorize"
                 *     }
                 */
                "application/json": {
                    /** @description A name of letters, digits, dots and dashes, one pictograph, or an https address; anything else is refused */
                    icon?: string;
                    enabled?: boolean;
                    /** @example openid profile email */
                    scopes?: string;
                    /**
                     * @description Field of the record with the immutable id; `a.b` reads b of a
                     * @example sub
                     */
                    user_id_field?: string;
                    username_field?: string;
                    display_name_field?: string;
                    email_field?: string;
                    /** @description Discovery document. With it and the scope openid, a signed id_token is required and verified */
                    well_known?: string;
                    /**
                     * Format: int64
                     * @description 0 automatic, 1 secret in the body, 2 in the header
                     */
                    auth_style?: number;
                    /** @description JSON text `{"logic": "and", "conditions": [{"field": "email", "op": "contains", "value": "@corp"}]}`: who may log in; empty: everyone */
                    access_policy?: string;
                    /** @description What a user reads whom the policy refuses */
                    access_denied_message?: string;
                    name?: string;
                    /** @example acme */
                    slug?: string;
                    client_id?: string;
                    client_secret?: string;
                    /** @example https://login.example.com/authorize */
                    authorization_endpoint?: string;
                    /** @example https://login.example.com/authorize */
                    token_endpoint?: string;
                    /** @example https://login.example.com/authorize */
                    user_info_endpoint?: string;
                };
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["CustomProvider"];
                    };
                };
            };
        };
    };
    deleteCustomProvider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    discoverCustomProvider: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "well_known_url": "https://login.example.com/.well-known/openid-configuration",
                 *       "issuer_url": "https://login.example.com"
                 *     }
                 */
                "application/json": components["schemas"]["DiscoveryRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["Discovery"];
                    };
                };
            };
        };
    };
    getUsage: {
        parameters: {
            query?: {
                /** @description At or after, Unix seconds; default: a week before the end */
                start_timestamp?: number;
                /** @description At or before, Unix seconds; default: now */
                end_timestamp?: number;
                /** @description Of one user; default: of all together */
                username?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["UsagePoint"][];
                    };
                };
            };
        };
    };
    getUsageFlows: {
        parameters: {
            query: {
                /** @description At or after, Unix seconds */
                start_timestamp: number;
                /** @description At or before, Unix seconds; at most 31 days later */
                end_timestamp: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["UsageFlow"][];
                    };
                };
            };
        };
    };
    getOwnUsageFlows: {
        parameters: {
            query: {
                /** @description At or after, Unix seconds */
                start_timestamp: number;
                /** @description At or before, Unix seconds; at most 31 days later */
                end_timestamp: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["UsageFlow"][];
                    };
                };
            };
        };
    };
    getOwnUsage: {
        parameters: {
            query?: {
                /** @description At or after, Unix seconds; default: a week before the end */
                start_timestamp?: number;
                /** @description At or before, Unix seconds; default: now */
                end_timestamp?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["UsagePoint"][];
                    };
                };
            };
        };
    };
    getUsageOfUsers: {
        parameters: {
            query?: {
                /** @description At or after, Unix seconds; default: a week before the end */
                start_timestamp?: number;
                /** @description At or before, Unix seconds; default: now */
                end_timestamp?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["UsagePoint"][];
                    };
                };
            };
        };
    };
    getDeploymentSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["DeploymentSettings"];
                    };
                };
            };
        };
    };
    listGroups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /**
                         * @example [
                         *       "default",
                         *       "vip",
                         *       "svip"
                         *     ]
                         */
                        data: string[];
                    };
                };
            };
        };
    };
    getHomePage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /** @description Markdown, HTML or an address; empty when not set */
                        data: string;
                    };
                };
            };
        };
    };
    listLedgerEntries: {
        parameters: {
            query: {
                /** @description Page, from 1 */
                p?: number;
                /** @description Items on a page (`ps` and `size` are aliases) */
                page_size?: number;
                /** @description csv: a file of all pages; default: json */
                format?: "" | "json" | "csv";
                /** @description IANA time zone of the times in a file; default: the option SiteTimeZone */
                tz?: string;
                /** @description As `next_cursor` gave it: the items after that page, in the order of ids */
                cursor?: string;
                /** @description Default: quota */
                account?: "quota" | "affiliate" | "debt";
                /** @description Only movements of this kind */
                kind?: string;
                /** @description At or after, Unix seconds */
                start_timestamp?: number;
                /** @description At or before, Unix seconds */
                end_timestamp?: number;
                user_id: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["LedgerPage"];
                    };
                    "text/csv": string;
                };
            };
        };
    };
    listOwnLedgerEntries: {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                p?: number;
                /** @description Items on a page (`ps` and `size` are aliases) */
                page_size?: number;
                /** @description csv: a file of all pages; default: json */
                format?: "" | "json" | "csv";
                /** @description IANA time zone of the times in a file; default: the option SiteTimeZone */
                tz?: string;
                /** @description As `next_cursor` gave it: the items after that page, in the order of ids */
                cursor?: string;
                /** @description Default: quota */
                account?: "quota" | "affiliate" | "debt";
                /** @description Only movements of this kind */
                kind?: string;
                /** @description At or after, Unix seconds */
                start_timestamp?: number;
                /** @description At or before, Unix seconds */
                end_timestamp?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["LedgerPage"];
                    };
                    "text/csv": string;
                };
            };
        };
    };
    getTrialBalance: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["TrialBalance"];
                    };
                };
            };
        };
    };
    listLogs: {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                p?: number;
                /** @description Items on a page (`ps` and `size` are aliases) */
                page_size?: number;
                /** @description 0: all */
                type?: number;
                /** @description At or after, Unix seconds; 0: from the beginning */
                start_timestamp?: number;
                /** @description At or before, Unix seconds; 0: to the end */
                end_timestamp?: number;
                token_name?: string;
                /** @description With % for any characters */
                model_name?: string;
                group?: string;
                /** @description Of the request of this id */
                request_id?: string;
                /** @description The name as it was then */
                username?: string;
                channel?: number;
                /** @description csv: a file of all pages; default: json */
                format?: "" | "json" | "csv";
                /** @description IANA time zone of the times in a file; default: the option SiteTimeZone */
                tz?: string;
                /** @description As `next_cursor` gave it: the items after that page, in the order of ids */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["LogPage"];
                    };
                    "text/csv": string;
                };
            };
        };
    };
    deleteLogs: {
        parameters: {
            query?: {
                /** @description Lines from before go, Unix seconds */
                target_timestamp?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /**
                         * Format: int64
                         * @description How many lines went
                         */
                        data: number;
                    };
                };
            };
        };
    };
    getLogChannelAffinityUsageCache: {
        parameters: {
            query?: {
                rule_name?: string;
                using_group?: string;
                key_fp?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["AffinityUsage"];
                    };
                };
            };
        };
    };
    searchLogs: {
        parameters: {
            query?: {
                /** @description In the text, letter case ignored; or a type */
                keyword?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["LogItem"][];
                    };
                };
            };
        };
    };
    listOwnLogs: {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                p?: number;
                /** @description Items on a page (`ps` and `size` are aliases) */
                page_size?: number;
                /** @description 0: all */
                type?: number;
                /** @description At or after, Unix seconds; 0: from the beginning */
                start_timestamp?: number;
                /** @description At or before, Unix seconds; 0: to the end */
                end_timestamp?: number;
                token_name?: string;
                /** @description With % for any characters */
                model_name?: string;
                group?: string;
                /** @description Of the request of this id */
                request_id?: string;
                /** @description csv: a file of all pages; default: json */
                format?: "" | "json" | "csv";
                /** @description IANA time zone of the times in a file; default: the option SiteTimeZone */
                tz?: string;
                /** @description As `next_cursor` gave it: the items after that page, in the order of ids */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["LogPage"];
                    };
                    "text/csv": string;
                };
            };
        };
    };
    searchOwnLogs: {
        parameters: {
            query?: {
                /** @description In the text, letter case ignored; or a type */
                keyword?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["LogItem"][];
                    };
                };
            };
        };
    };
    getOwnLogStatistics: {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                p?: number;
                /** @description Items on a page (`ps` and `size` are aliases) */
                page_size?: number;
                /** @description 0: all */
                type?: number;
                /** @description At or after, Unix seconds; 0: from the beginning */
                start_timestamp?: number;
                /** @description At or before, Unix seconds; 0: to the end */
                end_timestamp?: number;
                token_name?: string;
                /** @description With % for any characters */
                model_name?: string;
                group?: string;
                /** @description Of the request of this id */
                request_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["LogStat"];
                    };
                };
            };
        };
    };
    getLogStatistics: {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                p?: number;
                /** @description Items on a page (`ps` and `size` are aliases) */
                page_size?: number;
                /** @description 0: all */
                type?: number;
                /** @description At or after, Unix seconds; 0: from the beginning */
                start_timestamp?: number;
                /** @description At or before, Unix seconds; 0: to the end */
                end_timestamp?: number;
                token_name?: string;
                /** @description With % for any characters */
                model_name?: string;
                group?: string;
                /** @description Of the request of this id */
                request_id?: string;
                /** @description The name as it was then */
                username?: string;
                channel?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["LogStat"];
                    };
                };
            };
        };
    };
    listLogsOfApiKey: {
        parameters: {
            query: {
                /** @description An API key, with or without sk-; the gateway passes its hash on */
                key: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["LogItem"][];
                    };
                };
            };
        };
    };
    listDrawingTasks: {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                p?: number;
                /** @description Items on a page (`ps` and `size` are aliases) */
                page_size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["RelayPage"];
                    };
                };
            };
        };
    };
    listOwnDrawingTasks: {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                p?: number;
                /** @description Items on a page (`ps` and `size` are aliases) */
                page_size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["RelayPage"];
                    };
                };
            };
        };
    };
    listModels: {
        parameters: {
            query?: {
                p?: string;
                page_size?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: unknown | components["schemas"]["ModelPage"];
                    };
                };
            };
        };
    };
    listMissingModels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /** @example [] */
                        data: unknown[];
                    };
                };
            };
        };
    };
    searchModels: {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                p?: number;
                /** @description Items on a page (`ps` and `size` are aliases) */
                page_size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["ModelPage"];
                    };
                };
            };
        };
    };
    getNotice: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /** @description Markdown, HTML or an address; empty when not set */
                        data: string;
                    };
                };
            };
        };
    };
    finishThirdPartyLogin: {
        parameters: {
            query?: {
                code?: string;
                state?: string;
                /** @description Issuer, where the provider names it (RFC 9207) */
                iss?: string;
                error?: string;
                error_description?: string;
            };
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data?: {
                            /**
                             * @description Never sent
                             * @constant
                             */
                            require_2fa?: false;
                            /** @description For Authorization: Bearer, without New-Api-User; 15 minutes */
                            access_token: string;
                            /** @example Bearer */
                            token_type: string;
                            /**
                             * Format: int64
                             * @description Unix seconds
                             */
                            access_expires_at: number;
                            session: components["schemas"]["BearerSession"];
                            /** @description With require_2fa: names this login at login/2fa in place of the cookie */
                            flow_token: string;
                            /**
                             * Format: int64
                             * @description With flow_token: its end, Unix seconds
                             */
                            expires_at: number;
                            /** @description Session token for Authorization: Bearer */
                            token: string;
                            user: components["schemas"]["Profile"];
                            /**
                             * Format: int64
                             * @example 1
                             */
                            id: number;
                            /** @example testuser */
                            username: string;
                            /** @example Test User */
                            display_name: string;
                            /**
                             * Format: int64
                             * @example 1
                             */
                            role: number;
                            /**
                             * Format: int64
                             * @example 1
                             */
                            status: number;
                            /** @example default */
                            group: string;
                        } | {
                            /**
                             * @description A second factor is asked for at login/2fa
                             * @constant
                             */
                            require_2fa: true;
                            /** @description Names this login at login/2fa if `New-Api-User` is not sent */
                            flow_token?: string;
                            /** @description End of flow_token, Unix seconds */
                            expires_at?: number;
                        };
                    };
                };
            };
        };
    };
    startThirdPartyLogin: {
        parameters: {
            query?: {
                /** @description Inviter's code, for an account made by this login; unknown ones are ignored */
                aff?: string;
            };
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The location to continue at */
            302: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    bindEmailByLink: {
        parameters: {
            query: {
                email: string;
                /** @description Code from the mail */
                code: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    bindEmail: {
        parameters: {
            query: {
                email: string;
                /** @description Code from the mail */
                code: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    getLoginState: {
        parameters: {
            query?: {
                /** @description Inviter's code, for an account made by this login; unknown ones are ignored */
                aff?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /** @description Good once, for ten minutes, in this browser */
                        data: string;
                    };
                };
            };
        };
    };
    createLoginFlow: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "provider": "github",
                 *       "intent": "login"
                 *     }
                 */
                "application/json": components["schemas"]["FlowRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["FlowReply"];
                    };
                };
            };
        };
    };
    bindTelegram: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The location to continue at */
            302: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    finishTelegramBinding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                flow_token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The location to continue at */
            302: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    startTelegramBinding: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["TelegramFlowReply"];
                    };
                };
            };
        };
    };
    loginWithTelegram: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data?: {
                            /**
                             * @description Never sent
                             * @constant
                             */
                            require_2fa?: false;
                            /** @description For Authorization: Bearer, without New-Api-User; 15 minutes */
                            access_token: string;
                            /** @example Bearer */
                            token_type: string;
                            /**
                             * Format: int64
                             * @description Unix seconds
                             */
                            access_expires_at: number;
                            session: components["schemas"]["BearerSession"];
                            /** @description With require_2fa: names this login at login/2fa in place of the cookie */
                            flow_token: string;
                            /**
                             * Format: int64
                             * @description With flow_token: its end, Unix seconds
                             */
                            expires_at: number;
                            /** @description Session token for Authorization: Bearer */
                            token: string;
                            user: components["schemas"]["Profile"];
                            /**
                             * Format: int64
                             * @example 1
                             */
                            id: number;
                            /** @example testuser */
                            username: string;
                            /** @example Test User */
                            display_name: string;
                            /**
                             * Format: int64
                             * @example 1
                             */
                            role: number;
                            /**
                             * Format: int64
                             * @example 1
                             */
                            status: number;
                            /** @example default */
                            group: string;
                        } | {
                            /**
                             * @description A second factor is asked for at login/2fa
                             * @constant
                             */
                            require_2fa: true;
                            /** @description Names this login at login/2fa if `New-Api-User` is not sent */
                            flow_token?: string;
                            /** @description End of flow_token, Unix seconds */
                            expires_at?: number;
                        };
                    };
                };
            };
        };
    };
    loginWithWeChat: {
        parameters: {
            query: {
                /** @description Code the WeChat account answered with */
                code: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data?: {
                            /**
                             * @description Never sent
                             * @constant
                             */
                            require_2fa?: false;
                            /** @description For Authorization: Bearer, without New-Api-User; 15 minutes */
                            access_token: string;
                            /** @example Bearer */
                            token_type: string;
                            /**
                             * Format: int64
                             * @description Unix seconds
                             */
                            access_expires_at: number;
                            session: components["schemas"]["BearerSession"];
                            /** @description With require_2fa: names this login at login/2fa in place of the cookie */
                            flow_token: string;
                            /**
                             * Format: int64
                             * @description With flow_token: its end, Unix seconds
                             */
                            expires_at: number;
                            /** @description Session token for Authorization: Bearer */
                            token: string;
                            user: components["schemas"]["Profile"];
                            /**
                             * Format: int64
                             * @example 1
                             */
                            id: number;
                            /** @example testuser */
                            username: string;
                            /** @example Test User */
                            display_name: string;
                            /**
                             * Format: int64
                             * @example 1
                             */
                            role: number;
                            /**
                             * Format: int64
                             * @example 1
                             */
                            status: number;
                            /** @example default */
                            group: string;
                        } | {
                            /**
                             * @description A second factor is asked for at login/2fa
                             * @constant
                             */
                            require_2fa: true;
                            /** @description Names this login at login/2fa if `New-Api-User` is not sent */
                            flow_token?: string;
                            /** @description End of flow_token, Unix seconds */
                            expires_at?: number;
                        };
                    };
                };
            };
        };
    };
    bindWeChatByLink: {
        parameters: {
            query: {
                /** @description Code the WeChat account answered with */
                code: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    bindWeChat: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "text"
                 *     }
                 */
                "application/json": components["schemas"]["WeChatRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    listOptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["OptionItem"][];
                    };
                };
            };
        };
    };
    updateOption: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "QuotaForNewUser",
                 *       "value": "500000"
                 *     }
                 */
                "application/json": components["schemas"]["UpdateOptionRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /** @description The groups that a change with `force` stranded */
                        data?: components["schemas"]["StrandedGroup"][];
                    };
                };
            };
        };
    };
    getChannelAffinityCache: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["AffinityCache"];
                    };
                };
            };
        };
    };
    listMailFailures: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["MailFailureItem"][];
                    };
                };
            };
        };
    };
    migrateConsoleSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    confirmPaymentCompliance: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "confirmed": false
                 *     }
                 */
                "application/json": components["schemas"]["PaymentComplianceRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["PaymentCompliance"];
                    };
                };
            };
        };
    };
    resetModelRatios: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    sendTestMail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "to": "admin@example.com"
                 *     }
                 */
                "application/json": components["schemas"]["TestMailRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["MailTest"];
                    };
                };
            };
        };
    };
    getModelPerformance: {
        parameters: {
            query: {
                model: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["PerfMetrics"];
                    };
                };
            };
        };
    };
    getModelPerformanceSummary: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["PerfSummary"];
                    };
                };
            };
        };
    };
    listLogFiles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["LogFiles"];
                    };
                };
            };
        };
    };
    getProcessStatistics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["PerformanceStats"];
                    };
                };
            };
        };
    };
    listPrefillGroups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /** @example [] */
                        data: unknown[];
                    };
                };
            };
        };
    };
    getPricing: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /**
                         * @description Models with their prices: none
                         * @example []
                         */
                        data: unknown[];
                        /**
                         * @description Their vendors: none
                         * @example []
                         */
                        vendors: unknown[];
                        /**
                         * @description Their endpoints: none
                         * @example {}
                         */
                        supported_endpoint: {
                            [key: string]: unknown;
                        };
                        /**
                         * @description Of the groups that anyone may use
                         * @example {
                         *       "default": 1
                         *     }
                         */
                        group_ratio: {
                            [key: string]: number;
                        };
                        /**
                         * @description Their descriptions
                         * @example {
                         *       "default": "默认分组"
                         *     }
                         */
                        usable_group: {
                            [key: string]: string;
                        };
                        /**
                         * @description What `auto` chooses among
                         * @example [
                         *       "default"
                         *     ]
                         */
                        auto_groups: string[];
                        /**
                         * @description Another one after each change
                         * @example 5d41402abc4b2a76b9719d911017c592
                         */
                        pricing_version: string;
                    };
                };
            };
        };
    };
    getPrivacyPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /** @description Markdown, HTML or an address; empty when not set */
                        data: string;
                    };
                };
            };
        };
    };
    getRankings: {
        parameters: {
            query?: {
                period?: "today" | "week" | "month" | "year";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["Rankings"];
                    };
                };
            };
        };
    };
    listRatioSources: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /** @example [] */
                        data: unknown[];
                    };
                };
            };
        };
    };
    listRedemptionCodes: {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                p?: number;
                /** @description Items on a page (`ps` and `size` are aliases) */
                page_size?: number;
                /** @description csv: a file of all pages; default: json */
                format?: "" | "json" | "csv";
                /** @description IANA time zone of the times in a file; default: the option SiteTimeZone */
                tz?: string;
                /** @description As `next_cursor` gave it: the items after that page, in the order of ids */
                cursor?: string;
                /** @description 1 unused and not expired, 2 disabled, 3 used; expired: unused, but too late */
                status?: "" | "1" | "2" | "3" | "expired";
                /** @description The whole key; spaces around it do not count */
                key?: string;
                /** @description Redeemed by this user */
                used_user_id?: number;
                /** @description Redeemed by the user of this name */
                used_username?: string;
                /** @description Made by this administrator */
                user_id?: number;
                /** @description Made together */
                batch_id?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["RedemptionPage"];
                    };
                    "text/csv": string;
                };
            };
        };
    };
    updateRedemptionCode: {
        parameters: {
            query?: {
                /** @description Anything: change the status and nothing else */
                status_only?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": 0
                 *     }
                 */
                "application/json": {
                    /** Format: int64 */
                    id: number;
                    name?: string;
                    /** Format: int64 */
                    quota?: number;
                    /** Format: int64 */
                    expired_time?: number;
                    /**
                     * Format: int64
                     * @description 1 or 2; read with status_only alone
                     */
                    status?: number;
                };
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["Redemption"];
                    };
                };
            };
        };
    };
    createRedemptionCodes: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request gets the first answer again, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "活动码",
                 *       "count": 1,
                 *       "quota": 100000,
                 *       "expired_time": 0
                 *     }
                 */
                "application/json": components["schemas"]["CreateRedemptions"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: string[];
                    };
                };
            };
        };
    };
    getRedemptionCode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["Redemption"];
                    };
                };
            };
        };
    };
    deleteRedemptionCode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    exportRedemptionCodes: {
        parameters: {
            query: {
                /** @description IANA time zone of the times in a file; default: the option SiteTimeZone */
                tz?: string;
                /** @description The codes that were made together */
                batch_id: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    deleteInvalidRedemptionCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /** Format: int64 */
                        data: number;
                    };
                };
            };
        };
    };
    searchRedemptionCodes: {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                p?: number;
                /** @description Items on a page (`ps` and `size` are aliases) */
                page_size?: number;
                /** @description csv: a file of all pages; default: json */
                format?: "" | "json" | "csv";
                /** @description IANA time zone of the times in a file; default: the option SiteTimeZone */
                tz?: string;
                /** @description As `next_cursor` gave it: the items after that page, in the order of ids */
                cursor?: string;
                /** @description 1 unused and not expired, 2 disabled, 3 used; expired: unused, but too late */
                status?: "" | "1" | "2" | "3" | "expired";
                /** @description The whole key; spaces around it do not count */
                key?: string;
                /** @description Redeemed by this user */
                used_user_id?: number;
                /** @description Redeemed by the user of this name */
                used_username?: string;
                /** @description Made by this administrator */
                user_id?: number;
                /** @description Made together */
                batch_id?: number;
                /** @description Id, the whole key, or how the name begins */
                keyword?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["RedemptionPage"];
                    };
                    "text/csv": string;
                };
            };
        };
    };
    listRelayCredentials: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["RelayCredentialView"][];
                    };
                };
            };
        };
    };
    createRelayCredential: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "relay-1"
                 *     }
                 */
                "application/json": components["schemas"]["CreateRelayCredentialRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["NewRelayCredential"];
                    };
                };
            };
        };
    };
    revokeRelayCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    rotateRelayCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": {
                    /**
                     * Format: int64
                     * @description Seconds for which the old secret stays valid (default 3600)
                     */
                    overlap_seconds?: number;
                };
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["NewRelayCredential"];
                    };
                };
            };
        };
    };
    extendReservation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "request_id": "text",
                 *       "ttl_seconds": 1
                 *     }
                 */
                "application/json": components["schemas"]["ExtendRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["Reserved"];
                    };
                };
            };
        };
    };
    getRelayReceipt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["Receipt"];
                    };
                };
            };
        };
    };
    releaseReservation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "request_id": "text"
                 *     }
                 */
                "application/json": components["schemas"]["ReleaseRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["Released"];
                    };
                };
            };
        };
    };
    reserveQuota: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "request_id": "text",
                 *       "amount": 0
                 *     }
                 */
                "application/json": components["schemas"]["ReserveRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["Reserved"];
                    };
                };
            };
        };
    };
    settleReservation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "request_id": "text",
                 *       "amount": 0,
                 *       "model": "gpt-4"
                 *     }
                 */
                "application/json": components["schemas"]["SettleRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["Settled"];
                    };
                };
            };
        };
    };
    reportUsage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["UsageResult"][];
                    };
                };
            };
        };
    };
    verifyApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "text"
                 *     }
                 */
                "application/json": components["schemas"]["RelayVerifyRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["RelayVerified"];
                    };
                };
            };
        };
    };
    requestPasswordReset: {
        parameters: {
            query: {
                /** @description A literal + is a plus */
                email: string;
                /** @description Turnstile token, while the check is on */
                turnstile?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    getSetup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["SetupState"];
                    };
                };
            };
        };
    };
    setUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "username": "root",
                 *       "password": "password123",
                 *       "confirmPassword": "password123"
                 *     }
                 */
                "application/json": components["schemas"]["SetupRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    getStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["SiteStatus"];
                    };
                };
            };
        };
    };
    testStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            /** @description Every part works */
                            ok: boolean;
                            database: components["schemas"]["PartState"];
                            nats: components["schemas"]["PartState"];
                            mail: components["schemas"]["PartState"];
                            jobs: components["schemas"]["PartState"];
                            audit: components["schemas"]["PartState"];
                        };
                        /** @description Told by the gateway */
                        http_stats?: components["schemas"]["HttpStats"];
                    };
                };
            };
        };
    };
    receiveStripeWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": unknown;
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    bindSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request gets the first answer again, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "user_id": 1,
                 *       "plan_id": 1
                 *     }
                 */
                "application/json": components["schemas"]["BindPlanRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    listSubscriptionPlansToManage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["PlanItem"][];
                    };
                };
            };
        };
    };
    createSubscriptionPlan: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request gets the first answer again, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "plan": {
                 *         "title": "Monthly",
                 *         "subtitle": "for small teams",
                 *         "price_amount": 1.5,
                 *         "duration_unit": "month",
                 *         "duration_value": 1,
                 *         "total_amount": 3000000,
                 *         "quota_reset_period": "monthly"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["CreatePlanRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["PlanView"];
                    };
                };
            };
        };
    };
    updateSubscriptionPlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "plan": {
                 *         "title": "Monthly",
                 *         "subtitle": "for small teams",
                 *         "price_amount": 1.5,
                 *         "duration_unit": "month",
                 *         "duration_value": 1,
                 *         "total_amount": 3000000,
                 *         "quota_reset_period": "monthly"
                 *       }
                 *     }
                 */
                "application/json": {
                    plan: components["schemas"]["PlanFields"];
                };
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    switchSubscriptionPlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "enabled": false
                 *     }
                 */
                "application/json": {
                    enabled: boolean;
                };
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    resetSubscriptionsOfPlan: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request gets the first answer again, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The plan */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": {
                    /** @description Whether the next reset moves, too */
                    advance_reset_time?: boolean;
                };
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["PlanResets"];
                    };
                };
            };
        };
    };
    deleteSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    invalidateSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    listSubscriptionsOfUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["SubscriptionItem"][];
                    };
                };
            };
        };
    };
    createSubscriptionOfUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request gets the first answer again, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The user */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "plan_id": 1
                 *     }
                 */
                "application/json": {
                    /** Format: int64 */
                    plan_id: number;
                };
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    resetSubscriptionsOfUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request gets the first answer again, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The user */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "plan_id": 1
                 *     }
                 */
                "application/json": {
                    /** Format: int64 */
                    plan_id: number;
                    /** @description Whether the next reset moves, too */
                    advance_reset_time?: boolean;
                };
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["PlanResets"];
                    };
                };
            };
        };
    };
    paySubscriptionFromBalance: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request gets the first answer again, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "plan_id": 1
                 *     }
                 */
                "application/json": components["schemas"]["BuyPlanRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    paySubscriptionWithCreem: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request gets the first answer again, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "plan_id": 1
                 *     }
                 */
                "application/json": components["schemas"]["BuyPlanRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["CreemPayReply"];
                    };
                };
            };
        };
    };
    receiveEpaySubscriptionNotification: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["NotifyReply"];
                    };
                    "text/plain": string;
                };
            };
        };
    };
    receiveEpaySubscriptionNotificationByForm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["NotifyReply"];
                    };
                    "text/plain": string;
                };
            };
        };
    };
    paySubscriptionWithEpay: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request gets the first answer again, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "plan_id": 1,
                 *       "payment_method": "alipay"
                 *     }
                 */
                "application/json": components["schemas"]["BuyPlanByEpayRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["PurchaseForm"];
                        /** @description Where to post the form */
                        url: string;
                    };
                };
            };
        };
    };
    returnFromEpaySubscription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The location to continue at */
            302: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    returnFromEpaySubscriptionByForm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description The location to continue at */
            302: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listSubscriptionPlans: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["PlanItem"][];
                    };
                };
            };
        };
    };
    listOwnSubscriptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["OwnSubscriptions"];
                    };
                };
            };
        };
    };
    updateSubscriptionPreference: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "billing_preference": "wallet_first"
                 *     }
                 */
                "application/json": components["schemas"]["BillingPreference"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["BillingPreference"];
                    };
                };
            };
        };
    };
    paySubscriptionWithStripe: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request gets the first answer again, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "plan_id": 1
                 *     }
                 */
                "application/json": components["schemas"]["BuyPlanRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["StripePayReply"];
                    };
                };
            };
        };
    };
    listInstances: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["Instance"][];
                    };
                };
            };
        };
    };
    deleteInstance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                node_name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    deleteStaleInstances: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["DeletedInstances"];
                    };
                };
            };
        };
    };
    getSystemTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["SystemTaskView"];
                    };
                };
            };
        };
    };
    getCurrentSystemTask: {
        parameters: {
            query?: {
                type?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["SystemTaskView"] | null;
                    };
                };
            };
        };
    };
    listSystemTasks: {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["SystemTaskView"][];
                    };
                };
            };
        };
    };
    startLogCleanUp: {
        parameters: {
            query?: {
                /** @description Unix seconds */
                target_timestamp?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["SystemTaskView"];
                    };
                };
            };
        };
    };
    listTasks: {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                p?: number;
                /** @description Items on a page (`ps` and `size` are aliases) */
                page_size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["RelayPage"];
                    };
                };
            };
        };
    };
    listOwnTasks: {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                p?: number;
                /** @description Items on a page (`ps` and `size` are aliases) */
                page_size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["RelayPage"];
                    };
                };
            };
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                p?: number;
                /** @description Items on a page (`ps` and `size` are aliases) */
                page_size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["ApiKeyPage"];
                    };
                };
            };
        };
    };
    updateApiKey: {
        parameters: {
            query?: {
                /** @description Any value but empty: change the status only */
                status_only?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "budget_timezone": "Europe/Berlin",
                 *       "id": 1
                 *     }
                 */
                "application/json": {
                    /**
                     * Format: int64
                     * @description Quota that may be spent in each window; -1: no budget
                     */
                    budget_quota?: number;
                    /**
                     * @description The calendar window, by default a month. Another one begins with nothing spent
                     * @enum {string}
                     */
                    budget_period?: "hour" | "day" | "week" | "month";
                    /**
                     * @description IANA name of the time zone in which windows begin, by default UTC
                     * @example Europe/Berlin
                     */
                    budget_timezone?: string;
                    /** @description At most 30 characters */
                    name?: string;
                    /**
                     * Format: int64
                     * @description Unix seconds; -1 or 0: never
                     */
                    expired_time?: number;
                    /**
                     * Format: int64
                     * @description In quota
                     */
                    remain_quota?: number;
                    unlimited_quota?: boolean;
                    model_limits_enabled?: boolean;
                    model_limits?: string;
                    allow_ips?: string;
                    group?: string;
                    /** @description Only with the group auto */
                    cross_group_retry?: boolean;
                    /** @description Only with the group auto; left out it stays */
                    auto_groups?: string[];
                    /** Format: int64 */
                    id: number;
                    /**
                     * Format: int64
                     * @description 1 enabled, 2 disabled
                     */
                    status?: number;
                };
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["ApiKey"];
                    };
                };
            };
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "budget_timezone": "Europe/Berlin"
                 *     }
                 */
                "application/json": components["schemas"]["CreateApiKeyRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["ApiKey"];
                    };
                };
            };
        };
    };
    getApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["ApiKey"];
                    };
                };
            };
        };
    };
    deleteApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    copyApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["ApiKeySecret"];
                    };
                };
            };
        };
    };
    listAutoGroups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["AutoGroupChoice"];
                    };
                };
            };
        };
    };
    deleteApiKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "ids": []
                 *     }
                 */
                "application/json": components["schemas"]["ApiKeyIds"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /** Format: int64 */
                        data: number;
                    };
                };
            };
        };
    };
    copyApiKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "ids": []
                 *     }
                 */
                "application/json": components["schemas"]["ApiKeysToCopy"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["ApiKeySecrets"];
                    };
                };
            };
        };
    };
    searchApiKeys: {
        parameters: {
            query?: {
                /** @description Anywhere in the name */
                keyword?: string;
                /** @description Anywhere in the key */
                token?: string;
                /** @description With a page, keyword and token match the whole, and % is a wildcard */
                p?: string;
                page_size?: string;
                ps?: string;
                size?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["ApiKey"][] | components["schemas"]["ApiKeyPage"];
                    };
                };
            };
        };
    };
    listRefusedCallbacks: {
        parameters: {
            query: {
                trade_no: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["RefusedCallbackList"];
                    };
                };
            };
        };
    };
    listQuarantinedPayments: {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                p?: number;
                /** @description Items on a page (`ps` and `size` are aliases) */
                page_size?: number;
                /** @description With those that are resolved */
                all?: boolean;
                /** @description Part of the order number or of the event id */
                keyword?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["QuarantinePage"];
                    };
                };
            };
        };
    };
    resolveQuarantinedPayment: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": 1,
                 *       "note": "refunded at the provider"
                 *     }
                 */
                "application/json": components["schemas"]["ResolveRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    getUptime: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["UptimeCategory"][];
                    };
                };
            };
        };
    };
    getUsageReceipt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["Receipt"];
                    };
                };
            };
        };
    };
    getUsageOfApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyUsageReply"];
                };
            };
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                p?: number;
                /** @description Items on a page (`ps` and `size` are aliases) */
                page_size?: number;
                /** @description csv: a file of all pages; default: json */
                format?: "" | "json" | "csv";
                /** @description IANA time zone of the times in a file; default: the option SiteTimeZone */
                tz?: string;
                /** @description As `next_cursor` gave it: the items after that page, in the order of ids */
                cursor?: string;
                sort?: "id" | "username" | "group" | "quota" | "created_at" | "last_login_at";
                /** @description Default desc */
                order?: "asc" | "desc";
                /** @description As `sort`, of clients of 2026: also quota and group; unknown: id */
                sort_by?: string;
                /** @description As `order`: asc, anything else is desc */
                sort_order?: string;
                role?: number;
                status?: number;
                group?: string;
                /** @description Invited by this user */
                inviter_id?: number;
                /** @description true: only deleted ones; false: none of them; without it, both */
                deleted?: boolean;
                /** @description true: only locked ones; false: only unlocked ones */
                locked?: boolean;
                /** @description Created at or after, Unix seconds */
                created_from?: number;
                /** @description Created before, Unix seconds */
                created_to?: number;
                /** @description Last logged in at or after, Unix seconds */
                login_from?: number;
                /** @description Last logged in before, Unix seconds */
                login_to?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["UserPage"];
                    };
                    "text/csv": string;
                };
            };
        };
    };
    updateUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request gets the first answer again, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "budget_timezone": "Europe/Berlin",
                 *       "id": 2,
                 *       "admin_permissions": {
                 *         "user": {
                 *           "grant": false
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["UpdateUserRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /**
                         * Format: int64
                         * @description The change of quota that waits for an approval
                         */
                        data?: number;
                    };
                };
            };
        };
    };
    createUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request gets the first answer again, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "username": "bob",
                 *       "password": "password123",
                 *       "display_name": "Bob",
                 *       "admin_permissions": {
                 *         "user": {
                 *           "grant": false
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["CreateUserRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /**
                         * Format: int64
                         * @description The change of quota that waits for an approval
                         */
                        data?: number;
                    };
                };
            };
        };
    };
    getUserAgreement: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /** @description Markdown, HTML or an address; empty when not set */
                        data: string;
                    };
                };
            };
        };
    };
    replaceBackupCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["AppCode"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["NewBackupCodes"];
                    };
                };
            };
        };
    };
    disableSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["SecondFactorCode"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data?: components["schemas"]["BearerTokens"];
                    };
                };
            };
        };
    };
    enableSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["AppCode"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data?: components["schemas"]["BearerTokens"];
                    };
                };
            };
        };
    };
    setUpSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["SecondFactorSetup"];
                    };
                };
            };
        };
    };
    getSecondFactorStatistics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["SecondFactorStats"];
                    };
                };
            };
        };
    };
    getSecondFactorStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["SecondFactorStatus"];
                    };
                };
            };
        };
    };
    getUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["UserRecord"];
                    };
                };
            };
        };
    };
    eraseUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    disableSecondFactorOfUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    unbindUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                type: "email" | "github" | "discord" | "oidc" | "linuxdo" | "wechat" | "telegram";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    exportUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["PersonalData"];
                    };
                };
            };
        };
    };
    listBindingsOfUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["CustomBinding"][];
                    };
                };
            };
        };
    };
    deleteBindingOfUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                provider_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    deletePasskeysOfUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    listSecurityEventsOfUser: {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                p?: number;
                /** @description Items on a page (`ps` and `size` are aliases) */
                page_size?: number;
            };
            header?: never;
            path: {
                user_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["SecurityEventPage"];
                    };
                };
            };
        };
    };
    listSessionsOfUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["SessionItem"][];
                    };
                };
            };
        };
    };
    endSessionsOfUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["EndedSessions"];
                    };
                };
            };
        };
    };
    endSessionOfUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: number;
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    getUserUserIdTokens: {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                p?: number;
                /** @description Items on a page (`ps` and `size` are aliases) */
                page_size?: number;
            };
            header?: never;
            path: {
                user_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["UserApiKeyPage"];
                    };
                };
            };
        };
    };
    putUserUserIdTokensId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: number;
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "status": 2
                 *     }
                 */
                "application/json": {
                    /** @description Why, for the audit trail */
                    reason?: string;
                    /**
                     * Format: int64
                     * @description 2: disabled. Only its user enables a key again
                     */
                    status: number;
                };
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["UserApiKey"];
                    };
                };
            };
        };
    };
    deleteUserUserIdTokensId: {
        parameters: {
            query?: {
                /** @description Why, for the audit trail */
                reason?: string;
            };
            header?: never;
            path: {
                user_id: number;
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    getAffiliateCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /** @example ABC123 */
                        data: string;
                    };
                };
            };
        };
    };
    transferAffiliateQuota: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request gets the first answer again, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "quota": 500000
                 *     }
                 */
                "application/json": components["schemas"]["TransferRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    getEpayAmount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "amount": 10000
                 *     }
                 */
                "application/json": components["schemas"]["AmountRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /** @example 10.00 */
                        data: string;
                    };
                };
            };
        };
    };
    endBearerSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["RefreshRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data?: components["schemas"]["BearerLogoutReply"];
                    };
                };
            };
        };
    };
    refreshBearerSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["RefreshRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            /** @description For Authorization: Bearer, without New-Api-User; 15 minutes */
                            access_token: string;
                            /** @example Bearer */
                            token_type: string;
                            /**
                             * Format: int64
                             * @description Unix seconds
                             */
                            access_expires_at: number;
                            session: components["schemas"]["BearerSession"];
                            user: components["schemas"]["Profile"];
                            /** @description Value of the refresh cookie */
                            refresh_cookie: string;
                        };
                    };
                };
            };
        };
    };
    listBindings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["Binding"][];
                    };
                };
            };
        };
    };
    getCheckIns: {
        parameters: {
            query?: {
                /** @description YYYY-MM; the current month by default */
                month?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["CheckInCalendar"];
                    };
                };
            };
        };
    };
    checkIn: {
        parameters: {
            query?: {
                /** @description Turnstile token, while the check is on */
                turnstile?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["CheckInRecord"];
                    };
                };
            };
        };
    };
    payWithCreem: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request gets the first answer again, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "product_id": "prod_6I8rBerHpPxyoiU9WK4kot",
                 *       "payment_method": "creem"
                 *     }
                 */
                "application/json": components["schemas"]["CreemPayRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["CreemPayReply"];
                    };
                };
            };
        };
    };
    receiveEpayNotification: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["NotifyReply"];
                    };
                    "text/plain": string;
                };
            };
        };
    };
    receiveEpayNotificationByForm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["NotifyReply"];
                    };
                    "text/plain": string;
                };
            };
        };
    };
    listGroupsOfSite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /**
                         * @example {
                         *       "default": {
                         *         "ratio": 1,
                         *         "desc": "默认分组"
                         *       },
                         *       "auto": {
                         *         "ratio": "自动",
                         *         "desc": "自动选择"
                         *       }
                         *     }
                         */
                        data: {
                            [key: string]: components["schemas"]["GroupInfo"];
                        };
                    };
                };
            };
        };
    };
    login: {
        parameters: {
            query?: {
                /** @description Turnstile token, while the check is on */
                turnstile?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "username": "testuser",
                 *       "password": "password123"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description User name or verified e-mail address
                     * @example testuser
                     */
                    username: string;
                    /** @example password123 */
                    password: string;
                };
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            /**
                             * @description Never sent
                             * @constant
                             */
                            require_2fa?: false;
                            /** @description For Authorization: Bearer, without New-Api-User; 15 minutes */
                            access_token: string;
                            /** @example Bearer */
                            token_type: string;
                            /**
                             * Format: int64
                             * @description Unix seconds
                             */
                            access_expires_at: number;
                            session: components["schemas"]["BearerSession"];
                            /** @description With require_2fa: names this login at login/2fa in place of the cookie */
                            flow_token: string;
                            /**
                             * Format: int64
                             * @description With flow_token: its end, Unix seconds
                             */
                            expires_at: number;
                            /** @description Session token for Authorization: Bearer */
                            token: string;
                            user: components["schemas"]["Profile"];
                            /**
                             * Format: int64
                             * @example 1
                             */
                            id: number;
                            /** @example testuser */
                            username: string;
                            /** @example Test User */
                            display_name: string;
                            /**
                             * Format: int64
                             * @example 1
                             */
                            role: number;
                            /**
                             * Format: int64
                             * @example 1
                             */
                            status: number;
                            /** @example default */
                            group: string;
                            /** @description Value of the refresh cookie */
                            refresh_cookie: string;
                        } | {
                            /**
                             * @description A second factor is asked for at login/2fa
                             * @constant
                             */
                            require_2fa: true;
                            /** @description Names this login at login/2fa if `New-Api-User` is not sent */
                            flow_token?: string;
                            /** @description End of flow_token, Unix seconds */
                            expires_at?: number;
                        };
                    };
                };
            };
        };
    };
    loginWithSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["SecondFactorLogin"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            /** @description For Authorization: Bearer, without New-Api-User; 15 minutes */
                            access_token: string;
                            /** @example Bearer */
                            token_type: string;
                            /**
                             * Format: int64
                             * @description Unix seconds
                             */
                            access_expires_at: number;
                            session: components["schemas"]["BearerSession"];
                            /** @description With require_2fa: names this login at login/2fa in place of the cookie */
                            flow_token: string;
                            /**
                             * Format: int64
                             * @description With flow_token: its end, Unix seconds
                             */
                            expires_at: number;
                            /** @description Session token for Authorization: Bearer */
                            token: string;
                            user: components["schemas"]["Profile"];
                            /**
                             * Format: int64
                             * @example 1
                             */
                            id: number;
                            /** @example testuser */
                            username: string;
                            /** @example Test User */
                            display_name: string;
                            /**
                             * Format: int64
                             * @example 1
                             */
                            role: number;
                            /**
                             * Format: int64
                             * @example 1
                             */
                            status: number;
                            /** @example default */
                            group: string;
                            /** @description Value of the refresh cookie */
                            refresh_cookie: string;
                        };
                    };
                };
            };
        };
    };
    logoutByLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    manageUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request gets the first answer again, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": 2,
                 *       "action": "disable",
                 *       "mode": "add",
                 *       "value": 500000,
                 *       "reference": "shop-order-4711"
                 *     }
                 */
                "application/json": components["schemas"]["ManageUserRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["ManagedUser"];
                    };
                };
            };
        };
    };
    listOwnModels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /**
                         * @example [
                         *       "gpt-4"
                         *     ]
                         */
                        data: string[];
                    };
                };
            };
        };
    };
    unbindThirdParty: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    listCustomBindings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["CustomBinding"][];
                    };
                };
            };
        };
    };
    deleteCustomBinding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    getPasskeyStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["PasskeyStatus"];
                    };
                };
            };
        };
    };
    deletePasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data?: components["schemas"]["BearerTokens"];
                    };
                };
            };
        };
    };
    beginPasskeyLogin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["CeremonyOptions"];
                    };
                };
            };
        };
    };
    finishPasskeyLogin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "text",
                 *       "rawId": "text",
                 *       "type": "public-key",
                 *       "response": {
                 *         "authenticatorData": "text",
                 *         "clientDataJSON": "text",
                 *         "signature": "text"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["AssertionCredential"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            /** @description For Authorization: Bearer, without New-Api-User; 15 minutes */
                            access_token: string;
                            /** @example Bearer */
                            token_type: string;
                            /**
                             * Format: int64
                             * @description Unix seconds
                             */
                            access_expires_at: number;
                            session: components["schemas"]["BearerSession"];
                            /** @description With require_2fa: names this login at login/2fa in place of the cookie */
                            flow_token: string;
                            /**
                             * Format: int64
                             * @description With flow_token: its end, Unix seconds
                             */
                            expires_at: number;
                            /** @description Session token for Authorization: Bearer */
                            token: string;
                            user: components["schemas"]["Profile"];
                            /**
                             * Format: int64
                             * @example 1
                             */
                            id: number;
                            /** @example testuser */
                            username: string;
                            /** @example Test User */
                            display_name: string;
                            /**
                             * Format: int64
                             * @example 1
                             */
                            role: number;
                            /**
                             * Format: int64
                             * @example 1
                             */
                            status: number;
                            /** @example default */
                            group: string;
                            /** @description Value of the refresh cookie */
                            refresh_cookie: string;
                        };
                    };
                };
            };
        };
    };
    beginPasskeyRegistration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["ProvenRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["CeremonyOptions"];
                    };
                };
            };
        };
    };
    finishPasskeyRegistration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "text",
                 *       "rawId": "text",
                 *       "type": "public-key",
                 *       "response": {
                 *         "attestationObject": "text",
                 *         "clientDataJSON": "text"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["AttestationCredential"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data?: components["schemas"]["BearerTokens"];
                    };
                };
            };
        };
    };
    beginPasskeyVerification: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["VerifyPasskeyRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["CeremonyOptions"];
                    };
                };
            };
        };
    };
    finishPasskeyVerification: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "text",
                 *       "rawId": "text",
                 *       "type": "public-key",
                 *       "response": {
                 *         "authenticatorData": "text",
                 *         "clientDataJSON": "text",
                 *         "signature": "text"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["AssertionCredential"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data?: components["schemas"]["SecurityProof"];
                    };
                };
            };
        };
    };
    payWithEpay: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request gets the first answer again, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "amount": 10000,
                 *       "payment_method": "alipay"
                 *     }
                 */
                "application/json": components["schemas"]["PayRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["PurchaseForm"];
                        /** @description Where to post the form */
                        url: string;
                    };
                };
            };
        };
    };
    register: {
        parameters: {
            query?: {
                /** @description Turnstile token, while the check is on */
                turnstile?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "username": "newuser",
                 *       "password": "password123",
                 *       "email": "user@example.com",
                 *       "verification_code": "123456",
                 *       "aff_code": "INVITE123"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description 1 to 20 characters after trimming, without @
                     * @example newuser
                     */
                    username: string;
                    /**
                     * @description 8 to 72 characters
                     * @example password123
                     */
                    password: string;
                    /** @example user@example.com */
                    email?: string;
                    /** @example 123456 */
                    verification_code?: string;
                    /**
                     * @description Code of the inviter, in any letter case if that is unambiguous. An unknown code is ignored unless the option AffCodeMustExist is on
                     * @example INVITE123
                     */
                    aff_code?: string;
                };
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data?: components["schemas"]["RegisterReply"];
                    };
                };
            };
        };
    };
    resetPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "user@example.com",
                 *       "token": "text"
                 *     }
                 */
                "application/json": components["schemas"]["ResetRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /** @description The new password, made by the server */
                        data: string;
                    };
                };
            };
        };
    };
    searchUsers: {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                p?: number;
                /** @description Items on a page (`ps` and `size` are aliases) */
                page_size?: number;
                /** @description csv: a file of all pages; default: json */
                format?: "" | "json" | "csv";
                /** @description IANA time zone of the times in a file; default: the option SiteTimeZone */
                tz?: string;
                /** @description As `next_cursor` gave it: the items after that page, in the order of ids */
                cursor?: string;
                sort?: "id" | "username" | "group" | "quota" | "created_at" | "last_login_at";
                /** @description Default desc */
                order?: "asc" | "desc";
                /** @description As `sort`, of clients of 2026: also quota and group; unknown: id */
                sort_by?: string;
                /** @description As `order`: asc, anything else is desc */
                sort_order?: string;
                role?: number;
                status?: number;
                group?: string;
                /** @description Invited by this user */
                inviter_id?: number;
                /** @description true: only deleted ones; false: none of them; without it, both */
                deleted?: boolean;
                /** @description true: only locked ones; false: only unlocked ones */
                locked?: boolean;
                /** @description Created at or after, Unix seconds */
                created_from?: number;
                /** @description Created before, Unix seconds */
                created_to?: number;
                /** @description Last logged in at or after, Unix seconds */
                login_from?: number;
                /** @description Last logged in before, Unix seconds */
                login_to?: number;
                /** @description Anywhere in name, display name or e-mail; or an id */
                keyword?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["UserPage"];
                    };
                    "text/csv": string;
                };
            };
        };
    };
    listOwnSecurityEvents: {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                p?: number;
                /** @description Items on a page (`ps` and `size` are aliases) */
                page_size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["SecurityEventPage"];
                    };
                };
            };
        };
    };
    getOwnAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["Profile"];
                    };
                };
            };
        };
    };
    updateOwnAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "language": "zhCN",
                 *       "display_name": "New Display Name",
                 *       "email": "newemail@example.com"
                 *     }
                 */
                "application/json": components["schemas"]["UpdateProfileRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data?: components["schemas"]["BearerTokens"];
                    };
                };
            };
        };
    };
    deleteOwnAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    listOwnGroups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /**
                         * @example {
                         *       "default": {
                         *         "ratio": 1,
                         *         "desc": "默认分组"
                         *       },
                         *       "auto": {
                         *         "ratio": "自动",
                         *         "desc": "自动选择"
                         *       }
                         *     }
                         */
                        data: {
                            [key: string]: components["schemas"]["GroupInfo"];
                        };
                    };
                };
            };
        };
    };
    listSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["SessionItem"][];
                    };
                };
            };
        };
    };
    endOtherSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["EndedSessions"];
                    };
                };
            };
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its `id` or `sid` */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["EndedSession"];
                    };
                };
            };
        };
    };
    revokeOtherSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["EndedSessions"];
                    };
                };
            };
        };
    };
    updateOwnSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    getStatement: {
        parameters: {
            query?: {
                /** @description For administrators: a user below them; default: yourself */
                user_id?: number;
                /** @description Unix seconds or ISO 8601; default: the beginning */
                from?: string;
                /** @description Unix seconds or ISO 8601, exclusive; default: now */
                to?: string;
                /** @description Default: quota */
                account?: "quota" | "affiliate" | "debt";
                /** @description IANA time zone of the times in a file; default: the option SiteTimeZone */
                tz?: string;
                /** @description Default: json */
                format?: "json" | "csv";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["Statement"];
                    };
                    "text/csv": string;
                };
            };
        };
    };
    getStripeAmount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "amount": 10000
                 *     }
                 */
                "application/json": components["schemas"]["AmountRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /** @example 10.00 */
                        data: string;
                    };
                };
            };
        };
    };
    payWithStripe: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request gets the first answer again, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "amount": 10,
                 *       "payment_method": "stripe"
                 *     }
                 */
                "application/json": components["schemas"]["StripePayRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["StripePayReply"];
                    };
                };
            };
        };
    };
    createAccessToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /** @description 32 characters, shown once */
                        data: string;
                    };
                };
            };
        };
    };
    listOrders: {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                p?: number;
                /** @description Items on a page (`ps` and `size` are aliases) */
                page_size?: number;
                /** @description csv: a file of all pages; default: json */
                format?: "" | "json" | "csv";
                /** @description IANA time zone of the times in a file; default: the option SiteTimeZone */
                tz?: string;
                /** @description As `next_cursor` gave it: the items after that page, in the order of ids */
                cursor?: string;
                /** @description Part of the order number */
                keyword?: string;
                status?: "pending" | "unknown" | "success" | "failed" | "expired" | "refunded";
                /** @description Only orders that are stuck */
                stuck?: boolean;
                /** @description Of this user */
                user_id?: number;
                /** @description Of the user of this name */
                username?: string;
                provider?: "epay" | "stripe" | "creem";
                method?: string;
                /** @description The whole order number; spaces around it do not count */
                trade_no?: string;
                /** @description Unix seconds; made at this time or later */
                start_timestamp?: number;
                /** @description Unix seconds; made before or at this time */
                end_timestamp?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["AdminOrderPage"];
                    };
                    "text/csv": string;
                };
            };
        };
    };
    redeemCode: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request gets the first answer again, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "eb91d92c5d57404c9e814d268e7ce0ca"
                 *     }
                 */
                "application/json": components["schemas"]["RedeemRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /**
                         * Format: int64
                         * @description Quota credited
                         * @example 100000
                         */
                        data: number;
                    };
                };
            };
        };
    };
    completeOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request gets the first answer again, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "trade_no": "USR2NOqnIrNm1795365813"
                 *     }
                 */
                "application/json": components["schemas"]["CompleteRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        /**
                         * Format: int64
                         * @description The completion waits for this approval
                         */
                        data?: number;
                    };
                };
            };
        };
    };
    getTopUpMethods: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["TopUpInfo"];
                    };
                };
            };
        };
    };
    refundOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request gets the first answer again, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "trade_no": "USR2NOqnIrNm1795365813",
                 *       "money": "10.00",
                 *       "reason": "paid twice"
                 *     }
                 */
                "application/json": components["schemas"]["RefundRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["RefundReply"];
                    };
                };
            };
        };
    };
    listOwnOrders: {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                p?: number;
                /** @description Items on a page (`ps` and `size` are aliases) */
                page_size?: number;
                /** @description csv: a file of all pages; default: json */
                format?: "" | "json" | "csv";
                /** @description IANA time zone of the times in a file; default: the option SiteTimeZone */
                tz?: string;
                /** @description As `next_cursor` gave it: the items after that page, in the order of ids */
                cursor?: string;
                /** @description Part of the order number */
                keyword?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["OrderPage"];
                    };
                    "text/csv": string;
                };
            };
        };
    };
    listVendors: {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                p?: number;
                /** @description Items on a page (`ps` and `size` are aliases) */
                page_size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["RelayPage"];
                    };
                };
            };
        };
    };
    searchVendors: {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                p?: number;
                /** @description Items on a page (`ps` and `size` are aliases) */
                page_size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["RelayPage"];
                    };
                };
            };
        };
    };
    sendVerificationCode: {
        parameters: {
            query: {
                /** @description A literal + is a plus */
                email: string;
                /** @description Turnstile token, while the check is on */
                turnstile?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    verifyIdentity: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "method": "2fa"
                 *     }
                 */
                "application/json": components["schemas"]["VerifyRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["VerifyReply"];
                    };
                };
            };
        };
    };
    getIdentityVerification: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["Verified"];
                    };
                };
            };
        };
    };
    listWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["WebhookView"][];
                    };
                };
            };
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://example.com/hooks/tollgate",
                 *       "events": []
                 *     }
                 */
                "application/json": components["schemas"]["CreateWebhookRequest"];
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["NewWebhook"];
                    };
                };
            };
        };
    };
    updateWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "url": "https://example.com/hooks/tollgate"
                 *     }
                 */
                "application/json": {
                    /** @example https://example.com/hooks/tollgate */
                    url?: string;
                    /** @description user.created, user.disabled, user.deleted, order.paid, order.refunded, order.quarantined, quota.low, quota.exhausted, api_key.exhausted, ledger.alarm */
                    events?: string[];
                    description?: string;
                    /** @description true also ends the count of failures */
                    enabled?: boolean;
                };
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                p?: number;
                /** @description Items on a page (`ps` and `size` are aliases) */
                page_size?: number;
            };
            header?: never;
            path: {
                /** @description Id of the endpoint */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["WebhookDeliveries"];
                    };
                };
            };
        };
    };
    resendWebhookDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the endpoint */
                id: number;
                delivery_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": {
                    /**
                     * Format: int64
                     * @description Seconds for which the old secret signs, too (default 86400)
                     */
                    overlap_seconds?: number;
                };
            };
        };
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["NewWebhook"];
                    };
                };
            };
        };
    };
    getBillingSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BillingSubscription"];
                };
            };
        };
    };
    getBillingUsage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BillingUsage"];
                };
            };
        };
    };
    getBillingSubscriptionV1: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BillingSubscription"];
                };
            };
        };
    };
    getBillingUsageV1: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or refused by a rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BillingUsage"];
                };
            };
        };
    };
}
