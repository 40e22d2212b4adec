import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

const DECIDING = ["action_accept", "action_leave_on_account"];

/** The form of a receipt; opened from "To Review" it goes on to the next one after a decision. */
export class ReceiptFormController extends FormController {
    setup() {
        super.setup();
        this.notification = useService("notification");
    }

    async afterExecuteActionButton(clickParams) {
        await super.afterExecuteActionButton(clickParams);
        if (DECIDING.includes(clickParams.name) && this.props.context.ar_review) {
            await this.goToNext();
        }
    }

    /** Show the next receipt of the list, and offer the way back to the one just decided. */
    async goToNext() {
        const { resId, resIds, data } = this.model.root;
        const nextId = resIds[resIds.indexOf(resId) + 1];
        if (!nextId) {
            return;
        }
        await this.model.load({ resId: nextId });
        this.notification.add(_t("%s is decided. This is the next one.", data.name), {
            type: "success",
            buttons: [{ name: _t("Go Back"), onClick: () => this.model.load({ resId }) }],
        });
    }
}

registry.category("views").add("ar_receipt_form", { ...formView, Controller: ReceiptFormController });
