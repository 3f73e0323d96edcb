package dev.tern.benchmarks.call.bean;

import dev.tern.benchmarks.call.UserPage;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** {@link UserPage} as a class. */
public class PageBean implements Serializable {
  private static final long serialVersionUID = 1;

  private int pageNo;
  private int total;
  private List<UserBean> result = new ArrayList<>();

  /** The same page with another number. */
  public static PageBean sample(int no) {
    PageBean page = new PageBean();
    page.pageNo = no;
    page.total = UserPage.TOTAL;
    page.result = new ArrayList<>(UserPage.SIZE);
    for (int i = 0; i < UserPage.SIZE; i++) {
      page.result.add(UserBean.sample(i));
    }
    return page;
  }

  /** The same as a record. */
  public UserPage record() {
    return new UserPage(pageNo, total, result.stream().map(UserBean::record).toList());
  }

  public int getPageNo() {
    return pageNo;
  }

  public void setPageNo(int pageNo) {
    this.pageNo = pageNo;
  }

  public int getTotal() {
    return total;
  }

  public void setTotal(int total) {
    this.total = total;
  }

  public List<UserBean> getResult() {
    return result;
  }

  public void setResult(List<UserBean> result) {
    this.result = result;
  }
}
